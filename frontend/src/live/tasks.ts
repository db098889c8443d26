/** Puts tasks that the stream tells of into the list that is shown. */
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "../api/keys";
import type { Task } from "../api/types";

/** The list with the task as it stands now: in its place, or first when it is new. */
export function withTask(list: Task[], task: Task): Task[] {
  if (!list.some(({ id }) => id === task.id)) return [task, ...list];
  return list.map((known) => (known.id === task.id ? task : known));
}

export function receiveTask(client: QueryClient, task: Task): void {
  client.setQueryData<Task[]>(keys.tasks, (list) => list && withTask(list, task));
  const shown = { queryKey: keys.tasks, exact: true };
  if (client.isFetching(shown) === 0) return;
  // An answer on its way may be older than this: it is asked for anew.
  void client.cancelQueries(shown).then(() => client.invalidateQueries(shown));
}
