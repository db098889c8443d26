import type { Dataset } from "../../api/types";
import { classes } from "../../lib/classes";
import type { DatasetState } from "../../lib/dataset-words";
import { plural } from "../../lib/format";
import { Icon, type IconName } from "../../ui/Icon";
import styles from "./Datasets.module.css";

const FACES: Record<DatasetState, [IconName, string, "good" | "bad" | "live" | null]> = {
  ready: ["check", "Ready", "good"],
  faulty: ["warning", "Faulty", "bad"],
  checking: ["pulse", "Being checked", "live"],
  unchecked: ["dots", "Not checked yet", null],
};

/** Whether it can be trained, as shape, word and colour; and how many rows are in doubt. */
export function DatasetBadge({ dataset, state }: { dataset: Dataset; state: DatasetState }) {
  const [icon, word, tone] = FACES[state];
  const { errors, warnings } = dataset;
  return (
    <div className={styles.badge}>
      <span className={classes(styles.state, tone !== null && styles[tone])}>
        <Icon name={icon} /> {word}
      </span>
      {errors > 0 && <span>{plural(errors, "bad row", "bad rows")}</span>}
      {errors === 0 && warnings !== null && warnings > 0 && (
        <span>{plural(warnings, "row in doubt", "rows in doubt")}</span>
      )}
    </div>
  );
}
