/** What one event of the stream does to what the page already knows. Pure functions. */
import type {
  Checkpoint,
  CurveReset,
  Job,
  JobDeleted,
  JobDetail,
  JobList,
  MetricsFrame,
} from "../api/types";
import { appendFrame, type LiveCurve } from "./curve";

export type LiveEvent = { id: number } & (
  | { kind: "job"; data: Job }
  | { kind: "metrics"; data: MetricsFrame }
  | { kind: "checkpoint"; data: Checkpoint }
  | { kind: "deleted"; data: JobDeleted }
  | { kind: "reset"; data: CurveReset }
);

/** One job's page: the answer of the API with a curve that can grow. */
export interface JobView extends Omit<JobDetail, "curve"> {
  curve: LiveCurve;
}

export function toView(detail: JobDetail): JobView {
  return { ...detail, curve: { ...detail.curve, attempt: detail.job.attempt } };
}

/** Events that a snapshot already holds change nothing. */
export function reduceList(list: JobList, event: LiveEvent): JobList {
  if (event.id <= list.last_event_id) return list;
  if (event.kind === "deleted") {
    const jobs = list.jobs.filter((job) => job.id !== event.data.id);
    return { ...list, jobs, last_event_id: event.id };
  }
  const known = list.jobs.find((job) => job.id === jobOf(event));
  const changed = known ? reduceJob(known, event) : event.kind === "job" ? event.data : undefined;
  if (changed === known || !changed) return { ...list, last_event_id: event.id };
  const jobs = known
    ? list.jobs.map((job) => (job === known ? changed : job))
    : [changed, ...list.jobs].sort((a, b) => b.created_at.localeCompare(a.created_at));
  return { ...list, jobs, last_event_id: event.id };
}

/** Of a job that was deleted nothing changes: whoever holds the view asks for it again. */
export function reduceView(view: JobView, event: LiveEvent): JobView {
  if (event.kind === "deleted") return view;
  if (event.id <= view.last_event_id || jobOf(event) !== view.job.id) return view;
  const job = reduceJob(view.job, event);
  const next: JobView = { ...view, job, last_event_id: event.id };
  switch (event.kind) {
    case "job":
      next.curve = withBaseline(view.curve, job);
      return next;
    case "reset": // its points are not told again: the whole curve is asked for
      return next;
    case "metrics":
      next.curve = appendFrame(view.curve, event.data);
      return next;
    case "checkpoint":
      next.checkpoints = reduceCheckpoints(view.checkpoints, event);
      return next;
  }
}

/** Newest first; one that is known is replaced, and those of a deleted job leave. */
export function reduceCheckpoints(
  list: Checkpoint[],
  event: Extract<LiveEvent, { kind: "checkpoint" | "deleted" }>,
): Checkpoint[] {
  if (event.kind === "deleted") return list.filter(({ job_id }) => job_id !== event.data.id);
  const saved = event.data;
  return [saved, ...list.filter((checkpoint) => checkpoint.id !== saved.id)];
}

export function jobOf(event: LiveEvent): string {
  return "job_id" in event.data ? event.data.job_id : event.data.id;
}

function reduceJob(job: Job, event: Exclude<LiveEvent, { kind: "deleted" }>): Job {
  switch (event.kind) {
    case "job":
      return event.data.attempt < job.attempt ? job : event.data;
    case "metrics":
      return event.data.attempt < job.attempt ? job : withProgress(job, event.data);
    case "reset":
      return job;
    case "checkpoint":
      return event.data.final ? { ...job, final_checkpoint_id: event.data.id } : job;
  }
}

function withProgress(job: Job, frame: MetricsFrame): Job {
  const point = frame.training.at(-1);
  const held = frame.validation.at(-1);
  const progress = { ...job.progress };
  if (point && point.step >= (progress.step ?? 0)) {
    Object.assign(progress, point, { activity: null });
  }
  if (held) progress.validation_loss = held.loss;
  return { ...job, progress };
}

function withBaseline(curve: LiveCurve, job: Job): LiveCurve {
  const entropy = job.baseline?.unigram_entropy ?? curve.unigram_entropy;
  return entropy === curve.unigram_entropy ? curve : { ...curve, unigram_entropy: entropy };
}
