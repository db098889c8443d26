import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, unwrap } from "../../api/client";
import { keys } from "../../api/keys";
import type { Task } from "../../api/types";
import { isUnderWay } from "../../lib/dataset-words";
import { tasksQuery } from "./queries";

/** The work on datasets; what a piece of it changed is asked for again when it ends. */
export function useTasks() {
  const client = useQueryClient();
  const tasks = useQuery(tasksQuery);
  const going = useRef(new Set<string>());
  useEffect(() => {
    if (!tasks.data) return;
    const now = new Set(tasks.data.filter(isUnderWay).map((task) => task.id));
    const ended = [...going.current].some((id) => !now.has(id));
    going.current = now;
    if (ended) void client.invalidateQueries({ queryKey: keys.datasets });
  }, [client, tasks.data]);
  return tasks;
}

/** Cancels a piece of work, or tries it again. */
export function useTaskAction(task: Task) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: "cancel" | "retry") => {
      const params = { path: { task_id: task.id } };
      return unwrap(
        action === "cancel"
          ? api.POST("/api/tasks/{task_id}/cancel", { params })
          : api.POST("/api/tasks/{task_id}/retry", { params }),
      );
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.tasks }),
  });
}
