/** What the pages of tokenizers read. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, unwrap } from "../../api/client";
import { keys } from "../../api/keys";
import type { Schemas, Task } from "../../api/types";
import { isUnderWay } from "../../lib/dataset-words";
import { tasksQuery } from "../datasets/queries";

export type Tokenizer = Schemas["TokenizerInfo"];
export type OpenSource = Schemas["OpenSourceInfo"];
export type Comparison = Schemas["Comparison"];
export type Length = Schemas["Length"];
export type Piece = Schemas["Piece"];

/** The shipped one first. */
export const tokenizersQuery = queryOptions({
  queryKey: keys.tokenizers,
  staleTime: 5000,
  queryFn: () => unwrap(api.GET("/api/tokenizers")),
});

export const sourcesQuery = queryOptions({
  queryKey: [...keys.tokenizers, "sources"],
  staleTime: Infinity,
  queryFn: () => unwrap(api.GET("/api/tokenizers/sources")),
});

/** The training of tokenizers; what it made is asked for when it ends. */
export function useTrainings(): Task[] {
  const client = useQueryClient();
  const { data } = useQuery(tasksQuery);
  const trainings = data?.filter((task) => task.kind === "tokenizer") ?? [];
  const going = trainings.filter(isUnderWay).length;
  const before = useRef(0);
  useEffect(() => {
    if (going < before.current) void client.invalidateQueries({ queryKey: keys.tokenizers });
    before.current = going;
  }, [client, going]);
  return trainings;
}

/** One task, asked for until it has ended. */
export function taskQuery(id: string | null) {
  return queryOptions({
    queryKey: [...keys.tasks, id],
    enabled: id !== null,
    queryFn: () =>
      unwrap(api.GET("/api/tasks/{task_id}", { params: { path: { task_id: id ?? "" } } })),
    refetchInterval: ({ state }) => (state.data && !isUnderWay(state.data) ? false : 700),
  });
}
