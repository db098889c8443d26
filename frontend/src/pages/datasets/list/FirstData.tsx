import { Link } from "wouter";
import styles from "../Datasets.module.css";

/** The page of somebody who has no data yet. */
export function FirstData() {
  return (
    <div className={styles.first}>
      <p className={styles.firstLead}>
        No datasets yet. A model that talks needs two: text to learn the language from, then
        conversations.
      </p>
      <ul role="list" className={styles.ways}>
        <li>
          <h2>Bring a file</h2>
          <p>JSONL, CSV or Parquet, also packed. You see what becomes of it before it is kept.</p>
          <Link href="/datasets/add">Upload a file</Link>
        </li>
        <li>
          <h2>Take a published one</h2>
          <p>The files that the family was trained on, from a public hub.</p>
          <Link href="/datasets/add/catalogue">Open the catalogue</Link>
        </li>
        <li>
          <h2>Make some</h2>
          <p>Problems with answers that are checked by code. No network is needed.</p>
          <Link href="/datasets/add/generate">Generate rows</Link>
        </li>
      </ul>
    </div>
  );
}
