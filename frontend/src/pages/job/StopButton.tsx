import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef } from "react";
import { api, unwrap } from "../../api/client";
import { toApiError } from "../../api/errors";
import { keys } from "../../api/keys";
import type { Job } from "../../api/types";
import type { JobView } from "../../live/reducer";
import { Button } from "../../ui/Button";
import { ErrorNotice } from "../../ui/Notice";
import styles from "./JobPage.module.css";

/** Asks before it asks: a stop cannot be taken back. */
export function StopButton({ job }: { job: Job }) {
  const client = useQueryClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const stop = useMutation({
    mutationFn: () => {
      const params = { path: { job_id: job.id } };
      return unwrap(api.POST("/api/jobs/{job_id}/stop", { params }));
    },
    onSuccess: (answer) => {
      dialog.current?.close();
      client.setQueryData<JobView>(keys.job(job.id), (view) => view && { ...view, job: answer });
    },
    // It may have ended meanwhile: show what it is now.
    onError: () => client.invalidateQueries({ queryKey: keys.job(job.id) }),
  });
  if (job.status === "stopping") {
    return <Button disabled>Asked to stop…</Button>;
  }
  const waiting = job.status === "queued";
  return (
    <>
      <Button
        kind="danger"
        onClick={() => {
          stop.reset();
          dialog.current?.showModal();
        }}
      >
        {waiting ? "Cancel" : "Stop"}
      </Button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby={title}>
        <div className={styles.dialogBody}>
          <h2 id={title}>{waiting ? "Cancel this job?" : "Stop this job?"}</h2>
          <p>
            {waiting
              ? "It has not begun. It leaves the queue and will not run."
              : "It saves a checkpoint first, so what it has learnt so far is kept. The job itself ends: a new one may start from that checkpoint."}
          </p>
          {stop.error && <ErrorNotice error={toApiError(stop.error)} />}
          <div className={styles.dialogActions}>
            <Button onClick={() => dialog.current?.close()}>
              {waiting ? "Keep it" : "Let it run"}
            </Button>
            <Button kind="danger" disabled={stop.isPending} onClick={() => stop.mutate()}>
              {stop.isPending ? "Asking…" : waiting ? "Cancel the job" : "Stop the job"}
            </Button>
          </div>
        </div>
      </dialog>
    </>
  );
}
