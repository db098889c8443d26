import { memo } from "react";
import { Link } from "wouter";
import { hasEnded, type Job, type Stage } from "../../api/types";
import { formatLoss, formatPercent } from "../../lib/format";
import { continuesText, fractionDone, stageAfter, stageWord, standing } from "../../lib/job-words";
import { ButtonLink } from "../../ui/Button";
import { ProgressBar } from "../../ui/ProgressBar";
import { Status } from "../../ui/Status";
import { Ago } from "../../ui/Time";
import styles from "./JobsPage.module.css";

interface Props {
  job: Job;
  stages: Stage[] | undefined;
}

/** Memoized: an event changes one job, and only its row is drawn anew. */
export const JobRow = memo(function JobRow({ job, stages }: Props) {
  const fraction = fractionDone(job);
  const ended = hasEnded(job);
  const showBar = job.status !== "queued" && job.status !== "done";
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <Status status={job.status} />
        <Link href={`/jobs/${job.id}`} className={styles.name}>
          <span className="foreign">{job.name}</span>
        </Link>
        <p className={styles.facts}>
          {stageWord(job.stage)} · {job.model} · <span className="foreign">{job.dataset.name}</span>{" "}
          · <When job={job} />
        </p>
      </div>
      <div className={styles.progress}>
        {showBar && (
          <div className={styles.barLine}>
            <ProgressBar
              fraction={fraction}
              label={`Progress of ${job.name}`}
              state={ended ? "halted" : "going"}
            />
            {fraction !== null && <span>{formatPercent(fraction)}</span>}
          </div>
        )}
        <p className={styles.standing}>
          <span className="foreign">{standing(job)}</span>
        </p>
        <NextStep job={job} stages={stages} />
      </div>
      <Losses job={job} />
    </li>
  );
});

function When({ job }: { job: Job }) {
  if (job.finished_at)
    return (
      <>
        ended <Ago at={job.finished_at} />
      </>
    );
  if (job.started_at)
    return (
      <>
        began <Ago at={job.started_at} />
      </>
    );
  return (
    <>
      submitted <Ago at={job.created_at} />
    </>
  );
}

function Losses({ job }: { job: Job }) {
  const held = job.progress.validation_loss;
  const guess = job.baseline?.unigram_entropy ?? null;
  if (held === null && guess === null) return <div className={styles.losses} />;
  return (
    <dl className={styles.losses}>
      <div>
        <dt>Held-out loss</dt>
        <dd className={styles.figure}>
          {formatLoss(held)}
          {held !== null && guess !== null && <Gauge part={held / guess} />}
        </dd>
      </div>
      {guess !== null && (
        <div className={styles.guess}>
          <dt title="What a model would lose that only knows how frequent each token is">
            Guessing
          </dt>
          <dd>{formatLoss(guess)}</dd>
        </div>
      )}
    </dl>
  );
}

/** The held-out loss as a part of what guessing would lose: the shorter, the more is learnt. */
function Gauge({ part }: { part: number }) {
  return (
    <div className={styles.gauge} aria-hidden="true">
      <div style={{ scale: `${Math.min(1, part)} 1` }} />
    </div>
  );
}

/** What one would do with a finished job. */
function NextStep({ job, stages }: Props) {
  // Before the stages are known nobody can tell what comes next.
  if (job.status !== "done" || job.final_checkpoint_id === null || !stages) return null;
  const checkpoint = encodeURIComponent(job.final_checkpoint_id);
  const next = stageAfter(job.stage, stages);
  return (
    <div className={styles.next}>
      {continuesText(job.stage) && next ? (
        <ButtonLink small href={`/new?stage=${next.name}&parent=${checkpoint}`}>
          Fine-tune this
        </ButtonLink>
      ) : (
        <ButtonLink small href={`/chat?model=${checkpoint}`}>
          Chat with it
        </ButtonLink>
      )}
    </div>
  );
}
