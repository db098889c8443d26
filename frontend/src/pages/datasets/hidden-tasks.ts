/** Ends of tasks that somebody has seen and does not want to see again, in this browser. */
import type { Task } from "../../api/types";

const PLACE = "minimind.hidden-tasks";
const MOST = 200;

/** An end: tried again, a task may end once more. */
export function endOf(task: Pick<Task, "id" | "finished_at">): string {
  return `${task.id} ${task.finished_at ?? ""}`;
}

export function hiddenTasks(): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return new Set(Array.isArray(stored) ? stored.map(String) : []);
  } catch {
    return new Set();
  }
}

/** All that are hidden, this one too. */
export function hideTask(task: Task): ReadonlySet<string> {
  const hidden = [...hiddenTasks(), endOf(task)].slice(-MOST);
  try {
    localStorage.setItem(PLACE, JSON.stringify(hidden));
  } catch {
    // Without storage it comes back after a reload.
  }
  return new Set(hidden);
}
