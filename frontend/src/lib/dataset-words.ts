/** Datasets and the work on them, in words. */
import type { Dataset, Task } from "../api/types";

/** What rows of a kind are called, and one in outline. */
export const KINDS: Record<Dataset["kind"], [string, string]> = {
  text: ["plain text", '{"text": "…"}'],
  conversations: ["conversations", '{"conversations": […]}'],
  preferences: ["pairs of answers", '{"chosen": […], "rejected": […]}'],
};

export type DatasetState = "checking" | "faulty" | "unchecked" | "ready";

/** What can be done with a dataset now. */
export function stateOf(
  dataset: Pick<Dataset, "id" | "errors" | "warnings">,
  tasks: Pick<Task, "kind" | "state" | "dataset_id">[] = [],
): DatasetState {
  if (dataset.errors > 0) return "faulty";
  if (dataset.warnings !== null) return "ready";
  const checked = tasks.some(
    (task) => task.kind === "check" && isUnderWay(task) && task.dataset_id === dataset.id,
  );
  return checked ? "checking" : "unchecked";
}

export function isUnderWay(task: Pick<Task, "state">): boolean {
  return task.state === "queued" || task.state === "running";
}

const ORIGINS: Record<string, string> = {
  upload: "uploaded",
  inbox: "from the inbox folder",
  download: "downloaded",
  clean: "a cleaned copy, made",
  generate: "generated",
  mixture: "mixed from others",
};

/** Where it comes from, in a few words; null when nobody knows. */
export function originWords(origin: Record<string, unknown>): string | null {
  return typeof origin.how === "string" ? (ORIGINS[origin.how] ?? origin.how) : null;
}

/** A dataset's name: its file's, without the ending and without what a name must not hold. */
export function nameOf(filename: string): string {
  const bare = filename
    .replace(/\.(gz|gzip|zst|zstd)$/i, "")
    .replace(/\.(jsonl|ndjson|json|txt|csv|tsv|tab|parquet|pq)$/i, "");
  const clean = bare
    .replace(/[/\\\p{C}]/gu, " ")
    .replace(/^[\s-]+/, "")
    .trim()
    .slice(0, 100);
  return clean || "dataset";
}

/** What a dataset of a kind is mostly trained in. */
export const STAGE_OF: Record<Dataset["kind"], string> = {
  text: "pretrain",
  conversations: "sft",
  preferences: "dpo",
};
