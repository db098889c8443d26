/** Short names for the generated types. */
import type { components } from "./schema.gen";

export type Schemas = components["schemas"];

export type Job = Schemas["JobInfo"];
export type JobList = Schemas["JobList"];
export type JobDetail = Schemas["JobDetail"];
export type JobSpec = Schemas["JobSpec"];
export type JobStatus = Job["status"];
export type Curve = Schemas["Curve"];
export type TrainingCurve = Schemas["TrainingCurve"];
export type TrainingPoint = Schemas["TrainingPoint"];
export type ValidationPoint = Schemas["ValidationPoint"];
export type CurveReset = Schemas["CurveReset"];
export type JobDeleted = Schemas["JobDeleted"];
export type MetricsFrame = Schemas["MetricsFrame"];
export type Attempt = Schemas["AttemptInfo"];
export type Adjustment = Schemas["Adjustment"];
export type JobResources = Schemas["JobResources"];
export type Checkpoint = Schemas["CheckpointInfo"];
export type Dataset = Schemas["DatasetInfo"];
export type Report = Schemas["Report"];
export type ProblemGroup = Schemas["ProblemGroup"];
export type Treatment = ProblemGroup["treatments"][number];
export type RowPage = Schemas["RowPage"];
export type RowInfo = Schemas["RowInfo"];
export type Xray = Schemas["Xray"];
export type XrayView = Xray["view"];
export type TokenRow = Schemas["TokenRow"];
export type Token = Schemas["Token"];
export type Histogram = Schemas["Histogram"];
export type Task = Schemas["TaskInfo"];
export type UploadInfo = Schemas["UploadInfo"];
export type Node = Schemas["NodeInfo"];
export type Gpu = Schemas["Gpu"];
export type NodeResources = Schemas["NodeResources"];
export type Presets = Schemas["Presets"];
export type Preset = Schemas["PresetInfo"];
export type Stage = Schemas["StageInfo"];
export type ModelSize = Schemas["ModelSize"];
export type ChatModel = Schemas["ChatModel"];
export type LogPage = Schemas["LogPage"];
export type ErrorDetail = Schemas["ErrorDetail"];

const ENDED: ReadonlySet<JobStatus> = new Set(["done", "stopped", "failed"]);

export function hasEnded(job: Pick<Job, "status">): boolean {
  return ENDED.has(job.status);
}
