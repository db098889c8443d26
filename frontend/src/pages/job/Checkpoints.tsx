import type { Checkpoint, Job, Stage } from "../../api/types";
import { formatBytes, formatCount, formatLoss } from "../../lib/format";
import { stageAfter } from "../../lib/job-words";
import { ButtonLink } from "../../ui/Button";
import { Ago } from "../../ui/Time";
import styles from "./JobPage.module.css";

interface Props {
  job: Job;
  checkpoints: Checkpoint[];
  stages: Stage[] | undefined;
}

export function Checkpoints({ job, checkpoints, stages }: Props) {
  if (checkpoints.length === 0) return null;
  const best = bestOf(checkpoints);
  const next = stageAfter(job.stage, stages);
  return (
    <section aria-labelledby="checkpoints">
      <h2 id="checkpoints">Checkpoints</h2>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" className={styles.numeric}>
                Held-out loss
              </th>
              <th scope="col" className={`${styles.numeric ?? ""} ${styles.hideNarrow ?? ""}`}>
                Size
              </th>
              <th scope="col" className={styles.hideNarrow}>
                Saved
              </th>
              <th scope="col">
                <span className="visually-hidden">What to do with it</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {checkpoints.map((checkpoint) => (
              <Row
                key={checkpoint.id}
                checkpoint={checkpoint}
                best={checkpoint === best}
                nextStage={next?.name ?? null}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  checkpoint: Checkpoint;
  best: boolean;
  nextStage: string | null;
}

function Row({ checkpoint, best, nextStage }: RowProps) {
  const id = encodeURIComponent(checkpoint.id);
  return (
    <tr>
      <td>
        {formatCount(checkpoint.step)}
        {checkpoint.final && <span className={styles.tag}>final</span>}
        {best && !checkpoint.final && <span className={styles.tag}>best</span>}
      </td>
      <td className={styles.numeric}>{formatLoss(checkpoint.validation_loss)}</td>
      <td className={`${styles.numeric ?? ""} ${styles.hideNarrow ?? ""}`}>
        {formatBytes(checkpoint.bytes)}
      </td>
      <td className={styles.hideNarrow}>
        <Ago at={checkpoint.created_at} />
      </td>
      <td>
        <div className={styles.rowActions}>
          <ButtonLink kind="quiet" small href={`/chat?model=${id}`}>
            Chat
          </ButtonLink>
          {nextStage !== null && (
            <ButtonLink kind="quiet" small href={`/new?stage=${nextStage}&parent=${id}`}>
              Fine-tune
            </ButtonLink>
          )}
        </div>
      </td>
    </tr>
  );
}

function bestOf(checkpoints: Checkpoint[]): Checkpoint | null {
  let best: Checkpoint | null = null;
  for (const checkpoint of checkpoints) {
    if (checkpoint.validation_loss === null) continue;
    if ((best?.validation_loss ?? Infinity) > checkpoint.validation_loss) best = checkpoint;
  }
  return best;
}
