import type { Dataset, Task } from "../../../api/types";
import { Work } from "../list/Work";
import { datasetOf } from "../task-words";

/** The work on one dataset. */
export function DatasetWork({ dataset, tasks }: { dataset: Dataset; tasks: Task[] }) {
  const own = tasks.filter(
    (task) =>
      // A cleaned copy is about the one it is made of, too. What made this one needs no words here.
      (task.dataset_id === dataset.id || task.request.dataset === dataset.id) &&
      !(task.state === "done" && datasetOf(task) === dataset.id),
  );
  return <Work tasks={own} />;
}
