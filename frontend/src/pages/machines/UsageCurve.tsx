import { formatPercent } from "../../lib/format";
import styles from "./Machines.module.css";

const WIDTH = 240;
const HEIGHT = 40;

interface Props {
  title: string;
  /** Seconds since 1970, ascending. */
  time: number[];
  /** 0 to 1, one for each moment; null: not measured then. */
  shares: (number | null)[];
}

/** How much of something was used over the last hour, and now. */
export function UsageCurve({ title, time, shares }: Props) {
  const known = shares.filter((share) => share !== null);
  const last = known.at(-1);
  if (last === undefined) return null;
  const most = formatPercent(Math.max(...known));
  return (
    <figure className={styles.curve}>
      <figcaption>
        {title} <strong>{formatPercent(last)}</strong>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title} over the last hour: ${formatPercent(last)} now, ${most} at most`}
      >
        <path d={path(time, shares)} />
      </svg>
    </figure>
  );
}

/** A line that breaks where nothing was measured. */
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
