/** A job in words: where it is, how far, how good. */
import { hasEnded, type Job, type Stage } from "../api/types";
import { formatCount, formatDuration, formatPercent, formatTimeLeft } from "./format";

const STAGES: Record<string, string> = {
  pretrain: "Pretrain",
  sft: "SFT",
  lora: "LoRA",
  dpo: "DPO",
  reason: "Reason",
};

const ACTIVITIES: Record<string, string> = {
  tokenize: "Turning the text into tokens",
  load: "Loading the data",
  compile: "Compiling the model",
  reference: "Asking the reference model",
};

export function stageWord(stage: string): string {
  return STAGES[stage] ?? stage;
}

/** Whether a model of this stage has only learnt to go on with a text, not to answer. */
export function continuesText(stage: string): boolean {
  return stage === "pretrain";
}

/** The stage that one would train next from a model of `stage`, if there is any. */
export function stageAfter(stage: string, stages: Stage[] | undefined): Stage | null {
  const fitting = stages?.filter((each) => each.parent_stages.includes(stage)) ?? [];
  return (
    fitting.find((each) => each.name !== stage) ??
    fitting.find((each) => !continuesText(each.name)) ??
    null
  );
}

/** 0 to 1, or null while nothing can be told. */
export function fractionDone(job: Job): number | null {
  if (job.status === "done") return 1;
  const { step, total_steps, done, total } = job.progress;
  if (step !== null && total_steps) return step / total_steps;
  if (job.status === "starting" && done !== null && total) return done / total;
  return hasEnded(job) || job.status === "queued" ? 0 : null;
}

/** One sentence on where the job stands. */
export function standing(job: Job): string {
  const { step, total_steps } = job.progress;
  const steps =
    step !== null && total_steps !== null
      ? `step ${formatCount(step)} of ${formatCount(total_steps)}`
      : null;
  switch (job.status) {
    case "queued":
      return job.reason ?? "Waiting for its turn.";
    case "starting":
      return preparing(job);
    case "running": {
      if (!steps) return preparing(job);
      const left = formatTimeLeft(job.progress.eta_s);
      return left ? `${capital(left)}, ${steps}` : capital(steps);
    }
    case "stopping":
      return "Asked to stop: it saves a checkpoint, then ends.";
    case "pausing":
      return "Asked to pause: it saves a checkpoint, then frees what it uses.";
    case "paused":
      return job.reason ?? (steps ? `Paused at ${steps}` : "Paused before its first step");
    case "done":
      return job.started_at && job.finished_at
        ? `Took ${formatDuration(elapsed(job, new Date()))}`
        : "Finished";
    case "stopped":
      return job.reason ?? (steps ? `Stopped at ${steps}` : "Stopped before its first step");
    case "failed":
      return job.reason ?? "It failed without saying why; its log may tell.";
  }
}

function preparing(job: Job): string {
  const { activity, done, total } = job.progress;
  if (!activity) return "Getting ready";
  const words = ACTIVITIES[activity] ?? capital(activity);
  return done !== null && total ? `${words}, ${formatPercent(done / total)}` : words;
}

/** Seconds of wall time since the job first started, up to its end. */
export function elapsed(job: Job, now: Date): number | null {
  if (!job.started_at) return null;
  const end = job.finished_at ? new Date(job.finished_at) : now;
  return Math.max(0, (end.getTime() - new Date(job.started_at).getTime()) / 1000);
}

/** The cause of a failure as a heading, in the doctor's words; the reason tells the rest. */
const CAUSES: Record<string, string> = {
  bad_config: "Its settings do not work",
  seq_len_too_long: "Its rows are longer than the model can read",
  wrong_parent: "The model it starts from does not fit",
  too_many_processes: "There are more processes than it can use",
  bad_data: "Its dataset has a fault",
  no_rows: "Its dataset holds nothing to learn from",
  dataset_changed: "Its dataset changed",
  file_missing: "A file it needs is missing",
  bad_checkpoint: "Its checkpoint is damaged",
  diverged: "The training diverged",
  dtype_unsupported: "The device cannot compute with this precision",
  out_of_gpu_memory: "The GPU ran out of memory",
  out_of_host_memory: "The machine ran out of memory",
  shared_memory_full: "Shared memory is too small",
  disk_full: "The disk is full",
  quota_exceeded: "Your disk quota is used up",
  permission_denied: "It may not use a file",
  read_only: "It may only read there",
  too_many_files: "Too many files were open",
  too_many_threads: "The machine let it start no more threads",
  port_in_use: "Its network port was taken",
  peer_lost: "Its processes lost each other",
  network_error: "The GPUs could not talk to each other",
  hung_collective: "Its processes waited for each other in vain",
  no_gpu: "It found no GPU",
  gpu_busy: "The GPU is used by somebody else",
  driver_too_old: "The GPU's driver is too old",
  gpu_unsupported: "PyTorch has no code for this GPU",
  gpu_assertion: "A check on the GPU failed",
  gpu_fault: "A program on the GPU crashed",
  gpu_lost: "The GPU failed",
  missing_package: "A Python package is missing",
  missing_compiler: "A compiler is missing",
  missing_cuda_toolkit: "The CUDA toolkit is missing",
  library_mismatch: "A system library does not fit",
  processor_unsupported: "The processor lacks an instruction",
  killed_by_signal: "Its process was killed",
  no_progress: "It made no progress",
  cannot_start: "It could not be started",
  process_lost: "Its process was lost again and again",
  node_lost: "Its machine was lost",
  parent_failed: "The job it builds on did not succeed",
  error: "It failed",
};

/** The heading of a failure; null where there is none, or the reason begins with its words. */
export function causeWords(cause: string | null, reason: string | null = null): string | null {
  const heading = CAUSES[cause ?? ""] ?? null;
  return heading === null || reason?.startsWith(heading) ? null : heading;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
