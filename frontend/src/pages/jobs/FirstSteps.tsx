import { ButtonLink } from "../../ui/Button";
import styles from "./JobsPage.module.css";

/** The page of somebody who has trained nothing yet. */
export function FirstSteps() {
  return (
    <div className={styles.first}>
      <p className={styles.firstLead}>No jobs yet. A model that talks takes two of them.</p>
      <ol role="list" className={styles.steps}>
        <li>
          <h2>Pretrain</h2>
          <p>
            The model reads plain text and learns to guess the next token. Bring a JSONL file with
            one <code>{'{"text": "…"}'}</code> a line.
          </p>
        </li>
        <li>
          <h2>Fine-tune</h2>
          <p>
            Starting from that, it learns to answer from conversations, one{" "}
            <code>{'{"conversations": […]}'}</code> a line.
          </p>
        </li>
        <li>
          <h2>Chat</h2>
          <p>Talk to any checkpoint, also while training goes on.</p>
        </li>
      </ol>
      <div>
        <ButtonLink kind="primary" href="/new">
          Start the first job
        </ButtonLink>
      </div>
    </div>
  );
}
