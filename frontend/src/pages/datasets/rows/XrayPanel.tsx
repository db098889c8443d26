import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toApiError } from "../../../api/errors";
import type { Dataset, TokenRow, Xray } from "../../../api/types";
import { formatCount, plural } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice } from "../../../ui/Notice";
import { shareWords } from "../charts/figures";
import { LensFields } from "./LensFields";
import { PAGE_TOKENS, xrayQuery, type Lens } from "./rows";
import { TokenStrip } from "./TokenStrip";
import styles from "./Rows.module.css";

interface Props {
  dataset: Dataset;
  row: number;
  onMove: (row: number | null) => void;
}

const START: Lens = { view: "training", thinking: true, seqLen: 512, tokenizer: "", offset: 0 };

/** One row as the model will see it. */
export function XrayPanel({ dataset, row, onMove }: Props) {
  const [lens, setLens] = useState(START);
  const query = useQuery({
    ...xrayQuery(dataset.id, row, lens),
    placeholderData: keepPreviousData,
  });
  return (
    <section
      className={styles.xray}
      aria-label={`Row ${formatCount(row + 1)} as the model sees it`}
    >
      <header className={styles.xrayHead}>
        <h2>Row {formatCount(row + 1)}</h2>
        <div className={styles.steps}>
          <Button small disabled={row === 0} onClick={() => onMove(row - 1)}>
            Previous
          </Button>
          <Button small disabled={row + 1 >= dataset.rows} onClick={() => onMove(row + 1)}>
            Next
          </Button>
          <Button small kind="quiet" onClick={() => onMove(null)}>
            Close
          </Button>
        </div>
      </header>
      <LensFields dataset={dataset} lens={lens} onChange={setLens} />
      {query.data ? (
        <Shown xray={query.data} lens={lens} onOffset={(offset) => setLens({ ...lens, offset })} />
      ) : query.isPending ? (
        <Loading label="Loading the row" />
      ) : (
        <ErrorNotice error={toApiError(query.error)} />
      )}
    </section>
  );
}

interface ShownProps {
  xray: Xray;
  lens: Lens;
  onOffset: (offset: number) => void;
}

function Shown({ xray, lens, onOffset }: ShownProps) {
  const longest = Math.max(0, ...xray.sequences.map((each) => each.length));
  const end = lens.offset + PAGE_TOKENS;
  return (
    <>
      {xray.broken && (
        <p className={styles.broken}>
          <strong>This row cannot be trained.</strong> {xray.broken.message}{" "}
          {xray.broken.remedy ?? ""}
        </p>
      )}
      {xray.sequences.map((sequence) => (
        <div key={sequence.name} className={styles.sequence}>
          {sequence.name !== "row" && (
            <h3>{sequence.name === "chosen" ? "The better answer" : "The worse answer"}</h3>
          )}
          <p className={styles.summary}>{summaryOf(sequence, xray)}</p>
          <TokenStrip sequence={sequence} />
        </div>
      ))}
      {longest > PAGE_TOKENS && (
        <p className={styles.window}>
          <span>
            Tokens {formatCount(lens.offset + 1)} to {formatCount(Math.min(end, longest))}
          </span>
          <Button
            small
            disabled={lens.offset === 0}
            onClick={() => onOffset(Math.max(0, lens.offset - PAGE_TOKENS))}
          >
            Earlier
          </Button>
          <Button small disabled={end >= longest} onClick={() => onOffset(end)}>
            Later
          </Button>
        </p>
      )}
      <details className={styles.source}>
        <summary>The line in the file (line {formatCount(xray.line)})</summary>
        <pre className="foreign">{xray.source}</pre>
      </details>
    </>
  );
}

/** What the picture shows, for those who do not see it, and in figures. */
function summaryOf(sequence: TokenRow, xray: Xray): string {
  const { length, trained, cuts, lost } = sequence;
  const count = plural(length, "token", "tokens");
  if (xray.view === "prompt") return `${count} that the model is given before it answers.`;
  const share = shareWords(trained / Math.max(1, length));
  const learned = `${count}; the model learns to say ${formatCount(trained)} of them (${share}).`;
  if (lost > 0) {
    return `${learned} At sequence length ${formatCount(xray.seq_len)} its last ${formatCount(lost)} are cut off.`;
  }
  return cuts.length > 0
    ? `${learned} At sequence length ${formatCount(xray.seq_len)} it is split into ${cuts.length + 1} pieces.`
    : learned;
}
