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
  /** `datasets` is the common prefix of all that a piece of work may change. */
  datasets: ["datasets"] as const,
  datasetList: ["datasets", "list"] as const,
  dataset: (id: string) => ["datasets", "one", id] as const,
  report: (id: string) => ["datasets", "one", id, "report"] as const,
  uses: (id: string) => ["datasets", "one", id, "uses"] as const,
  rows: (id: string, filter: object) => ["datasets", "one", id, "rows", filter] as const,
  xray: (id: string, row: number, lens: object) =>
    ["datasets", "one", id, "xray", row, lens] as const,
  uploads: ["datasets", "uploads"] as const,
  upload: (id: string) => ["datasets", "uploads", id] as const,
  tokenizers: ["tokenizers"] as const,
  catalogue: ["datasets", "catalogue"] as const,
  inbox: ["datasets", "inbox"] as const,
  generators: ["generators"] as const,
  tasks: ["tasks"] as const,
  checkpoints: ["checkpoints"] as const,
  models: ["models"] as const,
};
