import type { Dataset, Task } from "../../../api/types";
import { Work } from "../list/Work";

/** The work on one dataset. */
export function DatasetWork({ dataset, tasks }: { dataset: Dataset; tasks: Task[] }) {
  const own = tasks.filter(
    // A cleaned copy is about the one it is made of, too.
    (task) => task.dataset_id === dataset.id || task.request.dataset === dataset.id,
  );
  return <Work tasks={own} />;
}
