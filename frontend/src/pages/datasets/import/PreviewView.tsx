import { KINDS } from "../../../lib/dataset-words";
import { formatCount } from "../../../lib/format";
import { Complaint } from "../../../ui/Field";
import { RowTurns } from "../RowTurns";
import { cut, shown, type Preview, type PreviewRow } from "./preview";
import styles from "./Import.module.css";
import shared from "../Datasets.module.css";

/** The first rows, as they are in the file and as a model would read them. */
export function PreviewView({ preview }: { preview: Preview }) {
  const { container, compression, title, kind, rows, notes } = preview;
  const packed = compression === null ? "" : `, packed with ${compression}`;
  return (
    <section aria-labelledby="rows" className={shared.part}>
      <h2 id="rows" className={shared.sectionTitle}>
        The first rows
      </h2>
      <p className={shared.facts}>
        {container.toUpperCase()}
        {packed}
        {title !== null && ` · ${title}`}
        {kind !== null && ` · becomes ${KINDS[kind][0]}`}
        {preview.dropped.length > 0 && (
          <>
            {" "}
            · not kept: <span className="foreign">{preview.dropped.join(", ")}</span>
          </>
        )}
      </p>
      {notes.map((note) => (
        <p key={note} className="foreign">
          {note}
        </p>
      ))}
      <ol role="list" className={styles.rows}>
        {rows.map((row) => (
          <Row key={row.line} row={row} />
        ))}
      </ol>
    </section>
  );
}

function Row({ row: { line, before, after, problem } }: { row: PreviewRow }) {
  return (
    <li className={styles.row} aria-label={`Row ${line}`}>
      <div>
        <h3>Line {formatCount(line)}</h3>
        <pre className="foreign">{cut(shown(before))}</pre>
      </div>
      <div>
        <h3>{after === null ? "Not converted" : "Becomes"}</h3>
        {problem !== null && <Complaint>{problem}</Complaint>}
        {after !== null && <RowTurns row={after} />}
      </div>
    </li>
  );
}
