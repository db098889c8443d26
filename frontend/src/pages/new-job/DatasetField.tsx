import type { Dataset, Stage } from "../../api/types";
import { formatBytes, formatCount } from "../../lib/format";
import { Field } from "../../ui/Field";
import { Upload } from "./Upload";
import styles from "./NewJob.module.css";

interface Props {
  stage: Stage;
  /** Those whose kind fits the stage. */
  datasets: Dataset[];
  value: string;
  error: string | undefined;
  onChange: (id: string) => void;
}

/** What it is called, and a row in outline. */
const KINDS: Record<Dataset["kind"], [string, string]> = {
  text: ["plain text", '{"text": "…"}'],
  conversations: ["conversations", '{"conversations": […]}'],
  preferences: ["pairs of answers", '{"chosen": […], "rejected": […]}'],
};

export function DatasetField({ stage, datasets, value, error, onChange }: Props) {
  const [kind, row] = KINDS[stage.dataset_kind];
  return (
    <div className={styles.pair}>
      <Field
        label="Dataset"
        error={error}
        help={
          <>
            Only datasets of {kind} fit this stage: <code>{row}</code> a line.
          </>
        }
      >
        {(control) => (
          <select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
            <option value="">
              {datasets.length === 0 ? `No dataset of ${kind} yet` : "Choose a dataset…"}
            </option>
            {datasets.map((dataset) => (
              <option key={dataset.id} value={dataset.id}>
                {dataset.name} · {formatCount(dataset.rows)} rows, {formatBytes(dataset.bytes)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Upload key={stage.dataset_kind} kind={stage.dataset_kind} onDone={onChange} />
    </div>
  );
}
