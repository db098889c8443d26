/** One execution of a job in words: how it ended, and what was left of it. */
import type { Attempt } from "../../api/types";
import { formatDuration } from "../../lib/format";

const OUTCOMES: Record<string, string> = {
  done: "Finished",
  stopped: "Stopped",
  failed: "Failed",
  paused: "Paused",
  lost: "Broke off",
  shut_down: "The studio was shut down",
};

export function outcomeWords(attempt: Attempt): string {
  if (attempt.ended_at === null) return "Under way";
  return OUTCOMES[attempt.outcome ?? ""] ?? "Ended";
}

/** Seconds from its start to its end, or to now. */
export function lasted(attempt: Attempt, now: Date): number | null {
  if (attempt.started_at === null) return null;
  const end = attempt.ended_at === null ? now : new Date(attempt.ended_at);
  return Math.max(0, (end.getTime() - new Date(attempt.started_at).getTime()) / 1000);
}

/** Whether everything that the execution held is free again. */
export function cleanupWords(cleanup: Attempt["cleanup"]): string | null {
  if (cleanup === null) return null;
  const { processes_left: left, gpu_memory_returned: returned, seconds } = cleanup;
  if (left > 0) {
    return left === 1
      ? "One of its processes could not be ended."
      : `${left} of its processes could not be ended.`;
  }
  if (returned === false) return "Its processes ended, but its GPUs did not become free.";
  const after = seconds < 10 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
  const gpus = returned === null ? "" : ", and its GPUs were free again";
  return `Nothing of it was left running after ${after}${gpus}.`;
}
