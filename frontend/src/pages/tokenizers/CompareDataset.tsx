import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api, unwrap } from "../../api/client";
import { toApiError } from "../../api/errors";
import { keys } from "../../api/keys";
import { datasetsQuery } from "../../api/queries";
import type { Task } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { ErrorNotice } from "../../ui/Notice";
import { TaskRow } from "../datasets/TaskRow";
import { ComparisonView } from "./ComparisonView";
import { taskQuery, type Comparison } from "./queries";
import styles from "./Tokenizers.module.css";

/** Counted in a task; what came of it is shown here. */
export function CompareDataset({ tokenizers }: { tokenizers: string[] }) {
  const client = useQueryClient();
  const datasets = useQuery(datasetsQuery);
  const [dataset, setDataset] = useState("");
  const start = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/tokenizers/compare", { body: { tokenizers, dataset } }),
      ) as Promise<unknown> as Promise<Task>,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tasks }),
  });
  const task = useQuery(taskQuery(start.data?.id ?? null)).data ?? start.data;
  const usable = datasets.data?.filter((each) => each.errors === 0) ?? [];
  if (datasets.data && usable.length === 0) {
    return (
      <p className={styles.hint}>
        There is no dataset to compare on. <Link href="/datasets">Add one</Link> first.
      </p>
    );
  }
  return (
    <>
      <div className={styles.ask}>
        <Field label="Dataset">
          {(control) => (
            <select
              {...control}
              value={dataset}
              onChange={({ target }) => setDataset(target.value)}
            >
              <option value="">Choose a dataset…</option>
              {usable.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button disabled={dataset === "" || start.isPending} onClick={() => start.mutate()}>
          Compare
        </Button>
      </div>
      {start.isError && <ErrorNotice error={toApiError(start.error)} />}
      {task && task.state !== "done" && (
        <ul role="list">
          <TaskRow task={task} />
        </ul>
      )}
      {task?.state === "done" && <ComparisonView found={task.result as Comparison} sampled />}
    </>
  );
}
