import { cut, turnsOf } from "./import/preview";
import styles from "./import/Import.module.css";

/** A row of the family's as people read it: who says what. */
export function RowTurns({ row }: { row: Record<string, unknown> }) {
  return turnsOf(row).map(({ part, turns }) => (
    <div key={part ?? ""} className={styles.side}>
      {part !== null && <h4>{part}</h4>}
      <dl className={styles.turns}>
        {turns.map(({ who, text }, i) => (
          <div key={i}>
            <dt>{who}</dt>
            <dd className="foreign">{cut(text)}</dd>
          </div>
        ))}
      </dl>
    </div>
  ));
}
