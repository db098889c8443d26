import type { Dataset } from "../../../api/types";
import { formatCount } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import type { Part } from "./mixture";
import styles from "./Make.module.css";

interface Props {
  part: Part;
  datasets: Dataset[];
  complaint: (field: string) => string | undefined;
  onChange: (part: Part) => void;
  /** Null for the last one. */
  onRemove: (() => void) | null;
}

/** One dataset of a mixture, and how much of it. */
export function MixPart({ part, datasets, complaint, onChange, onRemove }: Props) {
  return (
    <div className={styles.mixPart}>
      <Field label="Dataset" error={complaint("dataset")}>
        {(control) => (
          <select
            {...control}
            value={part.dataset}
            onChange={(event) => onChange({ ...part, dataset: event.target.value })}
          >
            <option value="">Choose…</option>
            {datasets.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name} · {formatCount(each.rows)} rows
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Weight" error={complaint("weight")}>
        {(control) => (
          <input
            {...control}
            type="text"
            inputMode="decimal"
            autoComplete="off"
            placeholder="all of it"
            value={part.weight}
            onChange={(event) => onChange({ ...part, weight: event.target.value })}
          />
        )}
      </Field>
      <Field label="At most, rows" error={complaint("max_rows")}>
        {(control) => (
          <input
            {...control}
            type="text"
            inputMode="numeric"
            autoComplete="off"
            placeholder="no limit"
            value={part.most}
            onChange={(event) => onChange({ ...part, most: event.target.value })}
          />
        )}
      </Field>
      {onRemove && (
        <Button kind="quiet" small onClick={onRemove}>
          Remove<span className="visually-hidden"> this dataset from the mixture</span>
        </Button>
      )}
    </div>
  );
}
