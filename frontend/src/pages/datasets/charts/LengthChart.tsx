import type { Histogram } from "../../../api/types";
import { formatCompact, formatCount } from "../../../lib/format";
import { buckets, bucketWords, lengthSummary } from "./figures";
import styles from "./Charts.module.css";

const WIDTH = 600;
const HEIGHT = 120;
const GAP = 2;

interface Props {
  title: string;
  histogram: Histogram;
  /** Of the lengths: tokens, characters. */
  unit: string;
}

/** How long the rows are: a picture, the same in a sentence, and every number in a table. */
export function LengthChart({ title, histogram, unit }: Props) {
  const bars = buckets(histogram);
  const most = Math.max(1, ...bars.map((each) => each.rows));
  const step = WIDTH / Math.max(1, bars.length);
  const summary = lengthSummary(histogram, unit);
  return (
    <figure className={styles.figure}>
      <figcaption>
        <h3>{title}</h3>
        <p>{summary}</p>
      </figcaption>
      {bars.length > 0 && (
        <>
          <svg
            className={styles.columns}
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${title}: ${summary}`}
          >
            {bars.map((bar, i) => {
              // A single row among millions is still to be seen.
              const height = bar.rows === 0 ? 0 : Math.max(2, (bar.rows / most) * HEIGHT);
              return (
                <rect
                  key={bar.from}
                  x={i * step + GAP / 2}
                  y={HEIGHT - height}
                  width={step - GAP}
                  height={height}
                >
                  <title>{`${bucketWords(bar)} ${unit}: ${formatCount(bar.rows)} rows`}</title>
                </rect>
              );
            })}
          </svg>
          <div
            className={styles.axis}
            style={{ gridTemplateColumns: `repeat(${bars.length}, 1fr)` }}
            aria-hidden="true"
          >
            {ticks(bars.length).map((i) => {
              const bar = bars[i];
              return (
                <span key={i} style={{ gridColumn: i + 1 }}>
                  {bar && formatCompact(bar.from)}
                </span>
              );
            })}
          </div>
          <details className={styles.numbers}>
            <summary>Numbers</summary>
            <table>
              <thead>
                <tr>
                  <th scope="col">{unit}</th>
                  <th scope="col">rows</th>
                </tr>
              </thead>
              <tbody>
                {bars.map((bar) => (
                  <tr key={bar.from}>
                    <th scope="row">{bucketWords(bar)}</th>
                    <td>{formatCount(bar.rows)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
    </figure>
  );
}

/** Which bars are named: a few, evenly spread, from the first on. */
function ticks(count: number): number[] {
  const wanted = Math.min(count, 5);
  return Array.from({ length: wanted }, (_, i) => Math.floor((i * count) / wanted));
}
