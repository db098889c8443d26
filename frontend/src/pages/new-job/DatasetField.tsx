import { Link } from "wouter";
import type { Dataset, Stage } from "../../api/types";
import { KINDS } from "../../lib/dataset-words";
import { formatBytes, formatCount, plural } from "../../lib/format";
import { Field } from "../../ui/Field";
import { Upload } from "./Upload";
import styles from "./NewJob.module.css";

interface Props {
  stage: Stage;
  /** Those that can be trained and whose kind fits the stage. */
  datasets: Dataset[];
  /** Those of that kind that hold rows which cannot be trained. */
  faulty: Dataset[];
  value: string;
  error: string | undefined;
  onChange: (id: string) => void;
}

export function DatasetField({ stage, datasets, faulty, value, error, onChange }: Props) {
  const [kind, row] = KINDS[stage.dataset_kind];
  return (
    <div className={styles.pair}>
      <Field
        label="Dataset"
        error={error}
        help={
          <>
            Only datasets of {kind} fit this stage: <code>{row}</code> a line.{" "}
            <Link href="/datasets/add">Add data</Link> for large files and other formats.
            {faulty.length > 0 && (
              <>
                {" "}
                <Faulty datasets={faulty} />
              </>
            )}
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

/** Why some are not offered, and the way out. */
function Faulty({ datasets }: { datasets: Dataset[] }) {
  const [first] = datasets;
  if (!first) return null;
  return (
    <>
      {plural(datasets.length, "dataset holds", "datasets hold")} rows that cannot be trained:{" "}
      {datasets.length === 1 ? (
        <Link href={`/datasets/${first.id}/clean`} className="foreign">
          clean {first.name}
        </Link>
      ) : (
        <Link href="/datasets">clean them</Link>
      )}{" "}
      first.
    </>
  );
}
