/** Names under which answers are cached. `jobs` is the common prefix of all that events change. */
export const keys = {
  session: ["session"] as const,
  jobs: ["jobs"] as const,
  jobList: ["jobs", "list"] as const,
  job: (id: string) => ["jobs", "one", id] as const,
  jobResources: (id: string) => ["resources", id] as const,
  presets: ["presets"] as const,
  nodes: ["nodes"] as const,
  nodeResources: (name: string) => ["nodes", name, "resources"] as const,
  datasets: ["datasets"] as const,
  checkpoints: ["checkpoints"] as const,
  models: ["models"] as const,
};
