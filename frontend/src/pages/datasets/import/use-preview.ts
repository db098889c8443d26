import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import { ApiError } from "../../../api/errors";
import type { Task } from "../../../api/types";
import { isUnderWay } from "../../../lib/dataset-words";
import { previewOf, requestOf, type Choices, type Preview, type Source } from "./preview";

const LOOK_EVERY = 300;
/** A few say what becomes of all; the share that can be converted is counted over more. */
const ROWS = 6;

/** The first rows of a file, before and after. A worker reads them, so it takes a moment. */
export function usePreview(source: Source, choices: Choices) {
  const body = { ...requestOf(source, choices), rows: ROWS };
  return useQuery({
    queryKey: ["preview", body],
    // The file does not change; another choice is another question.
    staleTime: Infinity,
    gcTime: 5 * 60_000,
    retry: false,
    queryFn: async ({ signal }) => {
      let task = await unwrap(api.POST("/api/datasets/preview", { body, signal }));
      try {
        while (isUnderWay(task)) {
          await pause(LOOK_EVERY, signal);
          const params = { path: { task_id: task.id } };
          task = await unwrap(api.GET("/api/tasks/{task_id}", { params, signal }));
        }
      } finally {
        if (signal.aborted && isUnderWay(task)) void cancel(task);
      }
      return resultOf(task);
    },
  });
}

function resultOf(task: Task): Preview {
  const preview = previewOf(task);
  if (preview) return preview;
  const { message, field, line, remedy } = task.error ?? { message: "The preview was cancelled." };
  throw new ApiError(422, { message, param: field, line, remedy });
}

/** Nobody waits for it any more; whether this succeeds makes no difference. */
async function cancel(task: Task): Promise<void> {
  try {
    const params = { path: { task_id: task.id } };
    await api.POST("/api/tasks/{task_id}/cancel", { params });
  } catch {
    // It ends by itself.
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new DOMException("Aborted", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
