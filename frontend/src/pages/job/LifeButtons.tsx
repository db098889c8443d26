import { toApiError } from "../../api/errors";
import { hasEnded, type Job } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ErrorNotice } from "../../ui/Notice";
import { StopButton } from "./StopButton";
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
      <StopButton job={job} />
    </>
  );
}

/** Tries a job again that failed or was stopped: with the fix that the server knows, if it does. */
export function RetryButtons({ job }: { job: Job }) {
  if (job.status !== "failed" && job.status !== "stopped") return null;
  const fix = job.fix?.action === "retry" ? job.fix : null;
  return (
    <>
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
