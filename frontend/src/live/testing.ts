/** Small builders for the tests of this folder. */
import type { Checkpoint, Job, JobDetail, MetricsFrame, TrainingPoint } from "../api/types";
import type { LiveCurve } from "./curve";

function point(step: number): TrainingPoint {
  return {
    step,
    seconds: step / 10,
    loss: 8 - step / 100,
    learning_rate: 1e-3,
    grad_norm: 1,
    tokens_per_s: 1000,
    eta_s: 100 - step,
  };
}

export function frame(
  attempt: number,
  training: number[],
  validation: number[] = [],
): MetricsFrame {
  return {
    job_id: "job-1",
    attempt,
    training: training.map(point),
    validation: validation.map((step) => ({ step, loss: step })),
  };
}

export function curve(steps: number[], attempt = 1): LiveCurve {
  const points = steps.map(point);
  return {
    attempt,
    unigram_entropy: null,
    validation: { step: [], loss: [] },
    training: {
      step: steps,
      seconds: points.map((p) => p.seconds),
      loss: points.map((p) => p.loss),
      learning_rate: points.map((p) => p.learning_rate),
      grad_norm: points.map((p) => p.grad_norm),
      tokens_per_s: points.map((p) => p.tokens_per_s),
    },
  };
}

export function job(changes: Partial<Job> = {}): Job {
  return {
    id: "job-1",
    name: "first",
    stage: "pretrain",
    model: "nano",
    dataset: { id: "ds-1", name: "talk" },
    gpus: 0,
    processes: 1,
    preset: null,
    recipe: {},
    parent: null,
    status: "running",
    cause: null,
    reason: null,
    attempt: 1,
    node: "box",
    progress: {
      activity: null,
      done: null,
      total: null,
      step: null,
      total_steps: 100,
      loss: null,
      validation_loss: null,
      tokens_per_s: null,
      eta_s: null,
      seconds: null,
      learning_rate: null,
    },
    baseline: null,
    final_checkpoint_id: null,
    created_at: "2026-01-01T00:00:00Z",
    started_at: "2026-01-01T00:00:01Z",
    finished_at: null,
    ...changes,
  };
}

export function detail(
  steps: number[],
  lastEventId: number,
  changes: Partial<Job> = {},
): JobDetail {
  const { attempt: _, ...rest } = curve(steps);
  return {
    job: job(changes),
    attempts: [],
    checkpoints: [],
    curve: rest,
    last_event_id: lastEventId,
  };
}

export function checkpoint(changes: Partial<Checkpoint> = {}): Checkpoint {
  return {
    id: "ckpt-1",
    job_id: "job-1",
    job_name: "first",
    stage: "pretrain",
    model: "nano",
    step: 50,
    final: false,
    validation_loss: 3,
    bytes: 1,
    created_at: "2026-01-01T00:01:00Z",
    ...changes,
  };
}
