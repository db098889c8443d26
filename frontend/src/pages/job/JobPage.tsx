import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { toApiError } from "../../api/errors";
import { jobListQuery, jobQuery, presetsQuery } from "../../api/queries";
import { hasEnded, type Job, type Stage } from "../../api/types";
import { causeWords, continuesText, stageAfter, stageWord } from "../../lib/job-words";
import type { JobView } from "../../live/reducer";
import { Button, ButtonLink } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Loading } from "../../ui/Loading";
import { ErrorNotice, Notice } from "../../ui/Notice";
import { PageTitle } from "../../ui/PageTitle";
import { Status } from "../../ui/Status";
import { Ago } from "../../ui/Time";
import { Adjustments } from "./Adjustments";
import { Checkpoints } from "./Checkpoints";
import { Executions } from "./Executions";
import { JobProgress } from "./JobProgress";
import { LifeButtons, RetryButtons } from "./LifeButtons";
import { LogPanel } from "./LogPanel";
import { LossChart } from "./LossChart";
import { Priority } from "./Priority";
import { RecipeView } from "./RecipeView";
import { Resources } from "./Resources";

import styles from "./JobPage.module.css";

export default function JobPage({ id }: { id: string }) {
  const query = useQuery(jobQuery(id));
  if (query.data) return <Found view={query.data} />;
  if (query.isPending) return <Loading label="Loading the job" />;
  const error = toApiError(query.error);
  return (
    <>
      <PageTitle
        title={error.status === 404 ? "There is no such job" : "The job cannot be shown"}
        above={<Up />}
      />
      <ErrorNotice
        error={error}
        actions={
          <Button small onClick={() => void query.refetch()}>
            Try again
          </Button>
        }
      />
    </>
  );
}

function Found({ view }: { view: JobView }) {
  const { job, curve, checkpoints } = view;
  const stages = useQuery(presetsQuery).data?.stages;
  const stage = stages?.find((each) => each.name === job.stage);
  const started = curve.training.step.length > 0 || curve.validation.step.length > 0;
  return (
    <article className={styles.page}>
      <PageTitle title={job.name} above={<Up />} actions={<Actions job={job} stages={stages} />}>
        <Facts job={job} />
      </PageTitle>
      <Outcome job={job} />
      <Adjustments job={job} stage={stage} />
      <Priority job={job} />
      <JobProgress job={job} />
      <section aria-label="Loss" className={styles.loss}>
        {started ? (
          <LossChart curve={curve} />
        ) : (
          <p className={styles.noCurve}>
            {hasEnded(job)
              ? "It ended before its first step."
              : "The curve begins with the first step."}
          </p>
        )}
      </section>
      <Checkpoints job={job} checkpoints={checkpoints} stages={stages} />
      <div className={styles.folds}>
        <LogPanel job={job} />
        <Resources job={job} />
        <Executions job={job} attempts={view.attempts} />
        <RecipeView job={job} schema={stage} />
      </div>
    </article>
  );
}

function Up() {
  return (
    <Link href="/" className={styles.up}>
      <Icon name="back" size={14} /> Jobs
    </Link>
  );
}

function Facts({ job }: { job: Job }) {
  return (
    <div className={styles.facts}>
      <span role="status">
        <Status status={job.status} />
      </span>
      <span>
        {stageWord(job.stage)} of <strong>{job.model}</strong> on{" "}
        <span className="foreign">{job.dataset.name}</span>
      </span>
      {job.parent?.job_id && <Parent id={job.parent.job_id} />}
      <span>
        submitted <Ago at={job.created_at} />
      </span>
      {job.attempt > 1 && <span>execution {job.attempt}</span>}
    </div>
  );
}

function Parent({ id }: { id: string }) {
  const known = useQuery(jobListQuery).data?.jobs.find((job) => job.id === id);
  return (
    <span>
      starts from{" "}
      <Link href={`/jobs/${id}`} className="foreign">
        {known?.name ?? id}
      </Link>
    </span>
  );
}

function Actions({ job, stages }: { job: Job; stages: Stage[] | undefined }) {
  if (!hasEnded(job)) return <LifeButtons job={job} />;
  if (job.final_checkpoint_id === null) return <RetryButtons job={job} />;
  const checkpoint = encodeURIComponent(job.final_checkpoint_id);
  const text = continuesText(job.stage);
  const next = stageAfter(job.stage, stages);
  return (
    <>
      {next && (
        <ButtonLink
          kind={text ? "primary" : "plain"}
          href={`/new?stage=${next.name}&parent=${checkpoint}`}
        >
          <Icon name="branch" /> Fine-tune this
        </ButtonLink>
      )}
      <ButtonLink kind={text ? "plain" : "primary"} href={`/chat?model=${checkpoint}`}>
        <Icon name="chat" /> Chat
      </ButtonLink>
    </>
  );
}

/** Why it failed, or why it waits or began anew: what the server says, in its own words. */
function Outcome({ job }: { job: Job }) {
  if (job.status === "failed") {
    const cause = causeWords(job.cause, job.reason);
    return (
      <Notice tone="bad">
        {cause !== null && (
          <p>
            <strong>{cause}.</strong>
          </p>
        )}
        <p className="foreign">{job.reason ?? "Its log may tell why."}</p>
      </Notice>
    );
  }
  const waits = job.status === "queued" || job.status === "starting" || job.status === "running";
  // How it stopped stands under the bar.
  if (job.reason === null || !waits) return null;
  return (
    <Notice>
      <p className="foreign">{job.reason}</p>
    </Notice>
  );
}
