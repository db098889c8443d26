import { Link } from "wouter";
import type { Dataset, Task } from "../../../api/types";
import { KINDS, originWords, stateOf } from "../../../lib/dataset-words";
import { formatBytes, plural } from "../../../lib/format";
import { Ago } from "../../../ui/Time";
import { DatasetBadge } from "../DatasetBadge";
import styles from "../Datasets.module.css";

interface Props {
  dataset: Dataset;
  tasks: Task[];
  /** Jobs that learn from it, or did. */
  jobs: number;
}

export function DatasetRow({ dataset, tasks, jobs }: Props) {
  const origin = originWords(dataset.origin);
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <Link href={`/datasets/${dataset.id}`} className={styles.name}>
          <span className="foreign">{dataset.name}</span>
        </Link>
        <p className={styles.facts}>
          {KINDS[dataset.kind][0]} · {plural(dataset.rows, "row", "rows")} ·{" "}
          {formatBytes(dataset.bytes)} · {origin !== null && `${origin} `}
          <Ago at={dataset.created_at} />
          {jobs > 0 && ` · used by ${plural(jobs, "job", "jobs")}`}
        </p>
      </div>
      <DatasetBadge dataset={dataset} state={stateOf(dataset, tasks)} />
    </li>
  );
}
