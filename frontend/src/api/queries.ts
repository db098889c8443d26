/** What the pages read, as TanStack Query options. */
import { queryOptions } from "@tanstack/react-query";
import { feed } from "../live/live";
import { toView } from "../live/reducer";
import { api, unwrap } from "./client";
import { ApiError } from "./errors";
import { keys } from "./keys";

/** The stream keeps these fresh: they are asked for again only when told to be stale. */
const KEPT_FRESH = Infinity;

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  staleTime: Infinity,
  queryFn: async () => {
    try {
      return await unwrap(api.GET("/api/session"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
});

export const jobListQuery = queryOptions({
  queryKey: keys.jobList,
  staleTime: KEPT_FRESH,
  queryFn: () => feed.joinList(() => unwrap(api.GET("/api/jobs", { params: { query: {} } }))),
});

export function jobQuery(id: string) {
  return queryOptions({
    queryKey: keys.job(id),
    staleTime: KEPT_FRESH,
    queryFn: () =>
      feed.joinView(async () => {
        const params = { path: { job_id: id } };
        return toView(await unwrap(api.GET("/api/jobs/{job_id}", { params })));
      }),
  });
}

/** What a job used on each machine, over all its executions. */
export function jobResourcesQuery(id: string) {
  return queryOptions({
    queryKey: keys.jobResources(id),
    staleTime: 10_000,
    queryFn: () => {
      const params = { path: { job_id: id }, query: {} };
      return unwrap(api.GET("/api/jobs/{job_id}/resources", { params }));
    },
  });
}

export const presetsQuery = queryOptions({
  queryKey: keys.presets,
  staleTime: Infinity,
  queryFn: () => unwrap(api.GET("/api/presets")),
});

export const nodesQuery = queryOptions({
  queryKey: keys.nodes,
  staleTime: 10_000,
  queryFn: () => unwrap(api.GET("/api/nodes")),
});

/** What a machine did in the last hour. */
export function nodeResourcesQuery(name: string) {
  return queryOptions({
    queryKey: keys.nodeResources(name),
    staleTime: 10_000,
    queryFn: () => {
      const since = new Date(Date.now() - 3_600_000).toISOString();
      const params = { path: { name }, query: { since } };
      return unwrap(api.GET("/api/nodes/{name}/resources", { params }));
    },
  });
}

export const datasetsQuery = queryOptions({
  queryKey: keys.datasetList,
  staleTime: 10_000,
  queryFn: () => unwrap(api.GET("/api/datasets")),
});

export const checkpointsQuery = queryOptions({
  queryKey: keys.checkpoints,
  staleTime: 10_000,
  queryFn: () => unwrap(api.GET("/api/checkpoints", { params: { query: {} } })),
});

export const modelsQuery = queryOptions({
  queryKey: keys.models,
  staleTime: 10_000,
  queryFn: () => unwrap(api.GET("/v1/models")),
});
