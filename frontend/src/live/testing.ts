/** Small builders for the tests of this folder. */
import type {
  Checkpoint,
  Curve,
  Job,
  JobDetail,
  MetricsFrame,
  TrainingPoint,
  ValidationPoint,
} from "../api/types";
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
    memory_bytes: 2 ** 30,
    mfu: null,
    wait: 0.01,
    balance_loss: null,
    reward_margin: null,
    reward_accuracy: null,
  };
}

function held(step: number, loss: number): ValidationPoint {
  return { step, loss, reward_margin: null, reward_accuracy: null };
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
    validation: validation.map((step) => held(step, step)),
  };
}

export function curve(steps: number[], attempt = 1): LiveCurve {
  const points = steps.map(point);
  const column = (name: keyof TrainingPoint): (number | null)[] => points.map((p) => p[name]);
  return {
    attempt,
    unigram_entropy: null,
    validation: validation([], []),
    training: {
      step: steps,
      seconds: column("seconds"),
      loss: column("loss"),
      learning_rate: column("learning_rate"),
      grad_norm: column("grad_norm"),
      tokens_per_s: column("tokens_per_s"),
      memory_bytes: column("memory_bytes"),
      mfu: column("mfu"),
      wait: column("wait"),
      balance_loss: column("balance_loss"),
      reward_margin: column("reward_margin"),
      reward_accuracy: column("reward_accuracy"),
    },
  };
}

export function validation(step: number[], loss: (number | null)[]): Curve["validation"] {
  const nothing = step.map(() => null);
  return { step, loss, reward_margin: nothing, reward_accuracy: nothing };
}

export function job(changes: Partial<Job> = {}): Job {
  return {
    id: "job-1",
    kind: "train",
    name: "first",
    stage: "pretrain",
    model: "nano",
    dataset: { id: "ds-1", name: "talk" },
    gpus: 0,
    processes: 1,
    nodes: 1,
    wanted_node: null,
    gpu_model: null,
    launcher: "torchrun",
    priority: 0,
    held: false,
    preset: null,
    recipe: {},
    adjustments: [],
    parent: null,
    teacher_checkpoint_id: null,
    tokenizer_id: "tok-shipped",
    cloned_from: null,
    pipeline_id: null,
    pipeline_key: null,
    sweep_id: null,
    sweep_values: null,
    status: "running",
    cause: null,
    reason: null,
    fix: null,
    force: false,
    restarts: 0,
    estimate: null,
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
    samples: [],
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
    tokenizer_id: null,
    tokenizer_sha256: null,
    validation_loss: 3,
    bytes: 1,
    created_at: "2026-01-01T00:01:00Z",
    ...changes,
  };
}
