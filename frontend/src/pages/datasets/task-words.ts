/** How far a piece of work is, in words. */
import type { Task } from "../../api/types";
import { isUnderWay } from "../../lib/dataset-words";
import { formatBytes, formatCount, formatTimeLeft } from "../../lib/format";
import { endOf } from "./hidden-tasks";

type Progress = NonNullable<Task["progress"]>;

/** 0 to 1; null while it cannot be told. */
export function fractionOf(progress: Task["progress"]): number | null {
  if (!progress?.total) return null;
  return Math.min(1, progress.done / progress.total);
}

/** "Checking rows: 1,200 of 40,000 rows". */
export function activityWords(
  task: Pick<Task, "state" | "progress" | "note" | "stopping">,
): string {
  if (task.stopping) return "Being cancelled";
  if (task.state === "queued") return task.note ?? "Waits for its turn";
  if (!task.progress) return "Begins";
  const { activity, done, total, rate } = task.progress;
  const left = rate && total !== null ? formatTimeLeft((total - done) / rate) : null;
  return `${activity}: ${amountWords(task.progress)}${left === null ? "" : `, ${left}`}`;
}

function amountWords({ done, total, unit }: Progress): string {
  if (unit === "bytes") {
    return total === null ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`;
  }
  return total === null
    ? `${formatCount(done)} ${unit}`
    : `${formatCount(done)} of ${formatCount(total)} ${unit}`;
}

/** A failure is shown for a day, a success for some minutes: what it made is in the list by then. */
const SHOWN_FOR: Record<Task["state"], number> = {
  queued: Infinity,
  running: Infinity,
  failed: 24 * 3_600_000,
  cancelled: 10 * 60_000,
  done: 10 * 60_000,
};

/**
 * What of all tasks is worth a line: those under way first, then what ended lately, `most`
 * milliseconds ago.
 */
export function shownTasks(
  tasks: Task[],
  hidden: ReadonlySet<string>,
  now: Date,
  most = Infinity,
): Task[] {
  const shown = tasks.filter((task) => {
    if (isUnderWay(task)) return task.kind !== "preview";
    // A preview and a check are looked at where they were asked for.
    const quiet = task.kind === "preview" || (task.kind === "check" && task.state === "done");
    const age = task.finished_at === null ? 0 : now.getTime() - Date.parse(task.finished_at);
    return !quiet && age < Math.min(most, SHOWN_FOR[task.state]) && !hidden.has(endOf(task));
  });
  return [...shown.filter(isUnderWay), ...shown.filter((task) => !isUnderWay(task))];
}

/** The dataset that a piece of work made or found. */
export function datasetOf(task: Task): string | null {
  const made = task.result?.dataset_id;
  return typeof made === "string" ? made : null;
}
