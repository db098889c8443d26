import { useState } from "react";
import type { Task } from "../../../api/types";
import { isUnderWay } from "../../../lib/dataset-words";
import { TaskRow } from "../TaskRow";
import { shownTasks } from "../task-words";
import { hiddenTasks, hideTask } from "../hidden-tasks";
import styles from "../Datasets.module.css";

interface Props {
  tasks: Task[];
  /** Milliseconds; without, failures are shown for a day. */
  endedWithin?: number;
}

/** What is being done, what failed lately, and what was just made. */
export function Work({ tasks, endedWithin }: Props) {
  const [hidden, setHidden] = useState(hiddenTasks);
  const shown = shownTasks(tasks, hidden, new Date(), endedWithin);
  if (shown.length === 0) return null;
  const title = shown.some(isUnderWay) ? "Under way" : "Done lately";
  return (
    <section className={styles.work} aria-label={title}>
      <h2 className={styles.sectionTitle}>{title}</h2>
      <ul role="list" className={styles.tasks}>
        {shown.map((task) => (
          <TaskRow key={task.id} task={task} onHide={() => setHidden(hideTask(task))} />
        ))}
      </ul>
    </section>
  );
}
