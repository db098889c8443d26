import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import { keys } from "../../api/keys";
import type { Job, Schemas } from "../../api/types";
import type { JobView } from "../../live/reducer";

type Changes = Schemas["Changes"];

/** What a person may ask of a job. */
export type JobAction =
  | { kind: "stop"; force: boolean }
  | { kind: "pause" }
  | { kind: "resume" }
  | { kind: "queue"; priority?: number; held?: boolean }
  | { kind: "retry"; fromCheckpoint?: boolean; changes?: Changes };

/** Asks the server, and shows what it made of the job. */
export function useJobAction(job: Job, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: JobAction) => ask(job.id, action),
    onSuccess: (answer) => {
      client.setQueryData<JobView>(keys.job(job.id), (view) => view && { ...view, job: answer });
      onDone?.();
    },
    // It may have ended meanwhile: show what it is now.
    onError: () => client.invalidateQueries({ queryKey: keys.job(job.id) }),
  });
}

function ask(id: string, action: JobAction): Promise<Job> {
  const params = { path: { job_id: id } };
  switch (action.kind) {
    case "stop":
      return unwrap(api.POST("/api/jobs/{job_id}/stop", { params, body: { force: action.force } }));
    case "pause":
      return unwrap(api.POST("/api/jobs/{job_id}/pause", { params }));
    case "resume":
      return unwrap(api.POST("/api/jobs/{job_id}/resume", { params }));
    case "queue": {
      const { priority, held } = action;
      return unwrap(api.PATCH("/api/jobs/{job_id}/queue", { params, body: { priority, held } }));
    }
    case "retry": {
      const { fromCheckpoint: from_checkpoint, changes } = action;
      return unwrap(
        api.POST("/api/jobs/{job_id}/retry", { params, body: { from_checkpoint, changes } }),
      );
    }
  }
}
