import { classes } from "../lib/classes";
import styles from "./ui.module.css";
import { Icon } from "./Icon";

/** Stands where an answer is awaited; `whole` fills the page. */
export function Loading({ label, whole = false }: { label: string; whole?: boolean }) {
  return (
    <p role="status" className={classes(styles.loading, whole && styles.whole)}>
      <Icon name="again" /> {label}…
    </p>
  );
}
