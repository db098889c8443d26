import { toApiError } from "../../api/errors";
import { hasEnded, type Job } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ErrorNotice } from "../../ui/Notice";
import { StopButton } from "./StopButton";
import { useClone } from "./use-clone";
import { useJobAction, type JobAction } from "./use-job-action";

/** Pause, resume, stop: whatever makes sense for a job that has not ended. */
export function LifeButtons({ job }: { job: Job }) {
  if (hasEnded(job)) return null;
  return (
    <>
      {(job.status === "starting" || job.status === "running") && (
        <ActionButton job={job} action={{ kind: "pause" }}>
          <Icon name="pause" /> Pause
        </ActionButton>
      )}
      {job.status === "paused" && (
        <ActionButton job={job} action={{ kind: "resume" }} primary>
          <Icon name="again" /> Resume
        </ActionButton>
      )}
      {job.status === "queued" && (
        <ActionButton job={job} action={{ kind: "queue", held: !job.held }} primary={job.held}>
          {job.held ? "Release" : "Hold"}
        </ActionButton>
      )}
      <StopButton job={job} />
    </>
  );
}

/** Tries a job again that failed or was stopped: with the fix that the server knows, if it does.
 * A fix that cannot come in the middle of a run starts a new job. */
export function RetryButtons({ job }: { job: Job }) {
  if (job.status !== "failed" && job.status !== "stopped") return null;
  const fix = job.fix?.action === "retry" ? job.fix : null;
  return (
    <>
      {job.fix?.action === "clone" && <CloneButton job={job} fix={job.fix} />}
      {fix && (
        <ActionButton job={job} action={{ kind: "retry", changes: fix.changes }} primary>
          {fix.label}
        </ActionButton>
      )}
      <ActionButton job={job} action={{ kind: "retry" }}>
        <Icon name="again" /> {job.status === "stopped" ? "Go on" : "Try again"}
      </ActionButton>
    </>
  );
}

function CloneButton({ job, fix }: { job: Job; fix: NonNullable<Job["fix"]> }) {
  const clone = useClone(job);
  return (
    <>
      {clone.error && <ErrorNotice error={toApiError(clone.error)} />}
      <Button
        kind="primary"
        disabled={clone.isPending || clone.isSuccess}
        title="Submits a new job with this change. This one stays as it is."
        onClick={() => clone.mutate(fix.changes)}
      >
        <Icon name="plus" /> {fix.label}
      </Button>
    </>
  );
}

interface Props {
  job: Job;
  action: JobAction;
  primary?: boolean;
  children: React.ReactNode;
}

function ActionButton({ job, action, primary = false, children }: Props) {
  const act = useJobAction(job);
  return (
    <>
      {act.error && <ErrorNotice error={toApiError(act.error)} />}
      <Button
        kind={primary ? "primary" : "plain"}
        disabled={act.isPending}
        onClick={() => act.mutate(action)}
      >
        {children}
      </Button>
    </>
  );
}
