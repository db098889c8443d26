import { Link } from "wouter";
import type { ProblemGroup } from "../../../api/types";
import { classes } from "../../../lib/classes";
import { formatCount, plural } from "../../../lib/format";
import { Icon } from "../../../ui/Icon";
import { addressOfLine, addressOfProblem } from "../rows/address";
import { shareWords } from "../charts/figures";
import styles from "./Report.module.css";

interface Props {
  /** Of the dataset. */
  id: string;
  groups: ProblemGroup[];
  /** Of the whole dataset. */
  rows: number;
}

/** Each kind of problem: what it would do, what to do about it, and the first rows that have it. */
export function ProblemGroups({ id, groups, rows }: Props) {
  return (
    <ul role="list" className={styles.groups}>
      {groups.map((group) => (
        <li key={group.problem} className={styles.group}>
          <div className={styles.groupHead}>
            <h3>{group.title}</h3>
            <p className={styles.count}>
              <Severity group={group} />
              <span className="number">
                {plural(group.rows, "row", "rows")}, {shareWords(group.rows / Math.max(1, rows))}
              </span>
            </p>
          </div>
          <p>
            {group.explanation} <span className="soft">{group.remedy}</span>
          </p>
          <Examples id={id} group={group} />
        </li>
      ))}
    </ul>
  );
}

function Severity({ group: { severity } }: { group: ProblemGroup }) {
  const error = severity === "error";
  return (
    <strong className={classes(styles.severity, error ? styles.error : styles.warning)}>
      <Icon name={error ? "cross" : "warning"} size={14} />{" "}
      {error ? "Cannot be trained" : "In doubt"}
    </strong>
  );
}

function Examples({ id, group }: { id: string; group: ProblemGroup }) {
  const { examples } = group;
  if (examples.length === 0) return null;
  return (
    <details className={styles.examples} open={group.severity === "error"}>
      <summary>
        {examples.length < group.rows
          ? `The first ${plural(examples.length, "row", "rows")}`
          : plural(examples.length, "row", "rows")}
      </summary>
      <ul role="list">
        {examples.map(({ line, field, message, excerpt }, i) => (
          <li key={`${line} ${i}`}>
            <p className="foreign">
              <Link href={addressOfLine(id, line)}>
                <strong>Line {formatCount(line)}</strong>
              </Link>
              {field !== null && (
                <>
                  , <code>{field}</code>
                </>
              )}
              : {message}
            </p>
            {excerpt !== "" && <pre className="foreign">{excerpt}</pre>}
          </li>
        ))}
      </ul>
      {examples.length < group.rows && (
        <p>
          <Link href={addressOfProblem(id, group.problem)}>
            All {plural(group.rows, "row", "rows")}
          </Link>
        </p>
      )}
    </details>
  );
}
