import { Link } from "wouter";
import { Icon } from "../../ui/Icon";
import styles from "./Datasets.module.css";

/** The way back to the list. */
export function Up() {
  return (
    <Link href="/datasets" className={styles.up}>
      <Icon name="back" size={14} /> Datasets
    </Link>
  );
}
