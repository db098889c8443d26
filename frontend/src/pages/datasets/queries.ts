/** What the pages of datasets read and ask for. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import { keys } from "../../api/keys";
import { isUnderWay } from "../../lib/dataset-words";

const BUSY_EVERY = 4000;
const IDLE_EVERY = 30_000;

/** Newest first. The event stream keeps it fresh; asking makes up for what that may have lost. */
export const tasksQuery = queryOptions({
  queryKey: keys.tasks,
  queryFn: () => unwrap(api.GET("/api/tasks", { params: { query: {} } })),
  refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? BUSY_EVERY : IDLE_EVERY),
});

export const uploadsQuery = queryOptions({
  queryKey: keys.uploads,
  staleTime: 5000,
  queryFn: () => unwrap(api.GET("/api/uploads")),
});

export function datasetQuery(id: string) {
  return queryOptions({
    queryKey: keys.dataset(id),
    staleTime: 5000,
    queryFn: () =>
      unwrap(api.GET("/api/datasets/{dataset_id}", { params: { path: { dataset_id: id } } })),
  });
}

export function reportQuery(id: string) {
  return queryOptions({
    queryKey: keys.report(id),
    staleTime: 60_000,
    queryFn: () => {
      const params = { path: { dataset_id: id } };
      return unwrap(api.GET("/api/datasets/{dataset_id}/report", { params }));
    },
  });
}

export function usesQuery(id: string) {
  return queryOptions({
    queryKey: keys.uses(id),
    staleTime: 5000,
    queryFn: () => {
      const params = { path: { dataset_id: id } };
      return unwrap(api.GET("/api/datasets/{dataset_id}/uses", { params }));
    },
  });
}
