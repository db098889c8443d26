import { Link } from "wouter";
import { ApiError, toApiError } from "../../api/errors";
import type { Task } from "../../api/types";
import { isUnderWay } from "../../lib/dataset-words";
import { formatPercent } from "../../lib/format";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ErrorNotice } from "../../ui/Notice";
import { ProgressBar } from "../../ui/ProgressBar";
import { activityWords, datasetOf, fractionOf } from "./task-words";
import styles from "./Datasets.module.css";
import { useTaskAction } from "./use-tasks";

interface Props {
  task: Task;
  /** Takes one that has ended from the list. */
  onHide?: () => void;
}

/** A piece of work: how far it is, or what came of it and what to do now. */
export function TaskRow({ task, onHide }: Props) {
  return (
    <li className={styles.task} aria-label={task.title}>
      {isUnderWay(task) ? <UnderWay task={task} /> : <Ended task={task} onHide={onHide} />}
    </li>
  );
}

function UnderWay({ task }: { task: Task }) {
  const act = useTaskAction(task);
  const fraction = fractionOf(task.progress);
  return (
    <>
      <div className={styles.taskHead}>
        <h3 className="foreign">{task.title}</h3>
        <Button
          kind="quiet"
          small
          disabled={act.isPending || task.stopping}
          onClick={() => act.mutate("cancel")}
        >
          <Icon name="cross" size={14} /> Cancel
        </Button>
      </div>
      <div className={styles.barLine}>
        <ProgressBar
          fraction={task.state === "queued" ? 0 : fraction}
          label={`Progress: ${task.title}`}
          state={task.state === "queued" ? "halted" : "going"}
        />
        {fraction !== null && <span className="number">{formatPercent(fraction)}</span>}
      </div>
      <p className={styles.facts}>{activityWords(task)}</p>
      {act.error && <ErrorNotice error={toApiError(act.error)} />}
    </>
  );
}

function Ended({ task, onHide }: Props) {
  const act = useTaskAction(task);
  const hide = onHide && (
    <Button kind="quiet" small onClick={onHide}>
      Hide
    </Button>
  );
  if (task.state === "done") {
    const made = datasetOf(task);
    return (
      <div className={styles.ended}>
        <p>
          <Icon name="check" label="Done" /> <span className="foreign">{task.title}</span>: done.{" "}
          {task.result?.created === false && "The very same rows were here already. "}
          {made !== null && <Link href={`/datasets/${made}`}>Look at it</Link>}
        </p>
        {hide}
      </div>
    );
  }
  const retry = (
    <>
      <Button small disabled={act.isPending} onClick={() => act.mutate("retry")}>
        <Icon name="again" size={14} /> Try again
      </Button>
      {hide}
    </>
  );
  if (task.state === "cancelled") {
    return (
      <div className={styles.ended}>
        <p>
          <span className="foreign">{task.title}</span>: cancelled.
        </p>
        <div className={styles.buttons}>{retry}</div>
      </div>
    );
  }
  return (
    <>
      <h3 className="foreign">{task.title}</h3>
      <ErrorNotice error={problemOf(task)} actions={retry} />
      {act.error && <ErrorNotice error={toApiError(act.error)} />}
    </>
  );
}

function problemOf({ error }: Task): ApiError {
  const { message, field, line, remedy } = error ?? { message: "It failed." };
  return new ApiError(0, { message, param: field, line, remedy });
}
