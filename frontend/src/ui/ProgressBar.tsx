import { classes } from "../lib/classes";
import styles from "./ui.module.css";

interface Props {
  /** 0 to 1; null while it cannot be told. */
  fraction: number | null;
  label: string;
  state?: "going" | "done" | "halted";
}

export function ProgressBar({ fraction, label, state = "going" }: Props) {
  const unknown = fraction === null;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={unknown ? undefined : Math.floor(fraction * 100)}
      className={styles.bar}
    >
      <div
        className={classes(
          styles.fill,
          state !== "going" && styles[state],
          unknown && styles.unknown,
        )}
        style={unknown ? undefined : { scale: `${Math.min(1, Math.max(0, fraction))} 1` }}
      />
    </div>
  );
}
