import "uplot/dist/uPlot.min.css";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type uPlot from "uplot";
import type { Curve } from "../../api/types";
import { onThemeChange } from "../../app/theme";
import { formatCount, formatLoss } from "../../lib/format";
import { chartData, lastAt, summarize, type ChartData } from "./chart-data";
import { columns, createPlot, pointAt, resize } from "./plot";
import styles from "./LossChart.module.css";

export function LossChart({ curve }: { curve: Curve }) {
  const [logarithmic, setLogarithmic] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const data = useMemo(() => chartData(curve), [curve]);
  const { holder, plot } = usePlot(data, logarithmic, setCursor);
  const summary = summarize(curve);
  const newest = data.step.length - 1;
  const at = Math.min(cursor ?? newest, newest);
  return (
    <figure className={styles.figure}>
      <div className={styles.head}>
        <Readout data={data} at={at} />
        <label className={styles.toggle}>
          <input
            type="checkbox"
            checked={logarithmic}
            onChange={(event) => setLogarithmic(event.target.checked)}
          />{" "}
          Log scale
        </label>
      </div>
      <div
        ref={holder}
        className={styles.holder}
        role="img"
        aria-label={`Loss over steps. ${summary}`}
      />
      <input
        type="range"
        className={styles.scrub}
        min={0}
        max={newest}
        value={at}
        onChange={(event) => {
          if (plot.current) pointAt(plot.current, event.target.valueAsNumber);
        }}
        onBlur={() => setCursor(null)}
        aria-label="Look at a step"
        aria-valuetext={readAloud(data, at)}
      />
      <figcaption className={styles.caption}>{summary}</figcaption>
    </figure>
  );
}

/** Makes the plot, and anew when what cannot change in place does: the axis, the colours. */
function usePlot(data: ChartData, logarithmic: boolean, onCursor: (at: number | null) => void) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const newest = useRef(data);
  const theme = useThemeCount();

  useEffect(() => {
    newest.current = data;
    plot.current?.setData(columns(data));
  }, [data]);

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const made = createPlot(element, newest.current, { logarithmic, onCursor });
    plot.current = made;
    const observer = new ResizeObserver(() => resize(made, element.clientWidth));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [logarithmic, onCursor, theme]);

  return { holder, plot };
}

let themeChanges = 0;

function subscribeToTheme(listener: () => void): () => void {
  return onThemeChange(() => {
    themeChanges += 1;
    listener();
  });
}

function useThemeCount(): number {
  return useSyncExternalStore(subscribeToTheme, () => themeChanges);
}

/** Legend and cursor values in one: what each line is, and its value at a step. */
function Readout({ data, at }: { data: ChartData; at: number }) {
  const guess = data.guess[0];
  return (
    <dl className={styles.readout}>
      <div>
        <dt>Step</dt>
        <dd>{formatCount(data.step[at])}</dd>
      </div>
      <div>
        <dt className={styles.training}>Training loss</dt>
        <dd>{formatLoss(lastAt(data.training, at))}</dd>
      </div>
      <div>
        <dt className={styles.heldOut}>Held-out loss</dt>
        <dd>{formatLoss(lastAt(data.heldOut, at))}</dd>
      </div>
      {guess != null && (
        <div>
          <dt className={styles.guess}>Guessing by word frequency</dt>
          <dd>{formatLoss(guess)}</dd>
        </div>
      )}
    </dl>
  );
}

function readAloud(data: ChartData, at: number): string {
  const training = formatLoss(lastAt(data.training, at));
  const heldOut = formatLoss(lastAt(data.heldOut, at));
  return `Step ${formatCount(data.step[at])}: training loss ${training}, held-out loss ${heldOut}`;
}
