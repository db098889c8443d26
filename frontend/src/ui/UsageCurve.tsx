import type { ReactNode } from "react";
import { formatPercent } from "../lib/format";
import styles from "./UsageCurve.module.css";

const WIDTH = 240;
const HEIGHT = 40;

interface Props {
  title: string;
  /** Seconds since 1970, ascending. */
  time: number[];
  /** One for each moment; null: not measured then. */
  values: (number | null)[];
  /** The value at the top of the frame; without, the highest one. */
  full?: number;
  words?: (value: number) => string;
  /** Which time it is, for those who do not see the curve. */
  span: string;
  /** Whether the last value is what is used now. */
  live?: boolean;
}

/** How much of something was used over some time: the last value in words, or else the most. */
export function UsageCurve({
  title,
  time,
  values,
  full,
  words = formatPercent,
  span,
  live = true,
}: Props) {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return null;
  const top = known.reduce((most, value) => Math.max(most, value));
  const most = `${words(top)} at most`;
  const scale = full ?? (top || 1);
  return (
    <figure className={styles.curve}>
      <figcaption>
        {title} <strong>{live ? words(last) : most}</strong>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title} ${span}: ${live ? `${words(last)} now, ${most}` : most}`}
      >
        <path
          d={path(
            time,
            values.map((value) => value && value / scale),
          )}
        />
      </svg>
    </figure>
  );
}

/** Curves beside each other, as many as there is room for. */
export function UsageCurves({ children }: { children: ReactNode }) {
  return <div className={styles.curves}>{children}</div>;
}

/** A line through shares of 0 to 1 that breaks where nothing was measured. */
export function path(time: number[], shares: (number | null)[]): string {
  const first = time[0] ?? 0;
  const span = Math.max(1, (time.at(-1) ?? 0) - first);
  let drawing = false;
  return shares
    .flatMap((share, i) => {
      if (share === null) {
        drawing = false;
        return [];
      }
      const x = (((time[i] ?? first) - first) / span) * WIDTH;
      const y = HEIGHT - Math.min(1, Math.max(0, share)) * HEIGHT;
      const step = `${drawing ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      drawing = true;
      return [step];
    })
    .join("");
}
