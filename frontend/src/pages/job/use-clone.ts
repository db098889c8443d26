import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useLocation } from "wouter";
import { api, unwrap } from "../../api/client";
import { keys } from "../../api/keys";
import type { Job } from "../../api/types";
import { RequestKey } from "../../lib/idempotency";

/** Submits a new job like this one, with changes, and goes to its page. */
export function useClone(job: Job) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const key = useRef(new RequestKey());
  return useMutation({
    mutationFn: (changes: Record<string, unknown>) => {
      const header = { "idempotency-key": key.current.for(JSON.stringify(changes)) };
      const params = { path: { job_id: job.id }, header };
      return unwrap(api.POST("/api/jobs/{job_id}/clone", { params, body: { changes } }));
    },
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: keys.jobList });
      navigate(`/jobs/${made.id}`);
    },
  });
}
