import { useId, useRef } from "react";
import { toApiError } from "../../api/errors";
import type { Job } from "../../api/types";
import { Button } from "../../ui/Button";
import { ErrorNotice } from "../../ui/Notice";
import styles from "./JobPage.module.css";
import { useJobAction } from "./use-job-action";

interface Words {
  button: string;
  title: string;
  text: string;
  keep: string;
  go: string;
}

const CANCEL: Words = {
  button: "Cancel",
  title: "Cancel this job?",
  text: "It has not begun. It leaves the queue and will not run.",
  keep: "Keep it",
  go: "Cancel the job",
};
const STOP: Words = {
  button: "Stop",
  title: "Stop this job?",
  text: "It saves a checkpoint first, so what it has learnt so far is kept. The job itself ends.",
  keep: "Let it run",
  go: "Stop the job",
};
const GIVE_UP: Words = {
  button: "Stop",
  title: "Stop this paused job?",
  text: "Its checkpoint is kept. The job itself ends, and does not wait to be resumed.",
  keep: "Keep it paused",
  go: "Stop the job",
};
const FORCE: Words = {
  button: "End it now",
  title: "End this job without waiting?",
  text: "Its processes are ended at once. What it has learnt since its last checkpoint is lost.",
  keep: "Let it save",
  go: "End it now",
};

/** Asks before it asks: a stop cannot be taken back. */
export function StopButton({ job }: { job: Job }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const stop = useJobAction(job, () => dialog.current?.close());
  const force = job.status === "stopping" || job.status === "pausing";
  const words = wordsFor(job);
  if (job.status === "stopping" && job.force) return <Button disabled>Being ended…</Button>;
  return (
    <>
      <Button
        kind="danger"
        onClick={() => {
          stop.reset();
          dialog.current?.showModal();
        }}
      >
        {words.button}
      </Button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby={title}>
        <div className={styles.dialogBody}>
          <h2 id={title}>{words.title}</h2>
          <p>{words.text}</p>
          {stop.error && <ErrorNotice error={toApiError(stop.error)} />}
          <div className={styles.dialogActions}>
            <Button onClick={() => dialog.current?.close()}>{words.keep}</Button>
            <Button
              kind="danger"
              disabled={stop.isPending}
              onClick={() => stop.mutate({ kind: "stop", force })}
            >
              {stop.isPending ? "Asking…" : words.go}
            </Button>
          </div>
        </div>
      </dialog>
    </>
  );
}

function wordsFor(job: Job): Words {
  switch (job.status) {
    case "queued":
      return CANCEL;
    case "paused":
      return GIVE_UP;
    case "stopping":
    case "pausing":
      return FORCE;
    default:
      return STOP;
  }
}
