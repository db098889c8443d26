/** From what a person chose to what is sent. Pure: no React, no network. */
import type { Checkpoint, Dataset, Job, JobSpec, Preset, Presets, Stage } from "../../api/types";
import { hasEnded } from "../../api/types";
import {
  deriveFields,
  parseInput,
  toInput,
  type JsonObject,
  type RecipeField,
  type Scalar,
} from "../../lib/recipe-fields";

export interface Choices {
  name: string;
  stage: string;
  model: string;
  /** Id of a dataset; empty: none; null: the only one that fits, if there is just one. */
  dataset: string | null;
  /** Id of a checkpoint or a job; empty: none; null: the best one, where the stage needs one. */
  parent: string | null;
  /** Id of a tokenizer; empty: the one that comes with the parent, or the shipped one. */
  tokenizer: string;
  gpus: number;
  processes: number;
  /** Name of a preset; empty: the stage's defaults; null: the one that fits best. */
  preset: string | null;
  /** What was typed into recipe fields. Fields that were left alone are absent. */
  typed: Record<string, string>;
}

/** Choices with nothing left open. */
export interface Settled extends Choices {
  dataset: string;
  parent: string;
}

export interface ParentOption {
  id: string;
  model: string;
  stage: string;
  jobName: string;
  /** A job that has yet to end: the new one waits for it. */
  pending: boolean;
  step: number | null;
  final: boolean;
}

/** What a job of `stage` may start from: checkpoints, and jobs that will have one. */
export function parentOptions(
  stage: Stage,
  checkpoints: Checkpoint[],
  jobs: Job[],
): ParentOption[] {
  if (stage.parent === "none") return [];
  const fits = (item: { stage: string }): boolean => stage.parent_stages.includes(item.stage);
  const pending = jobs
    .filter((job) => fits(job) && !hasEnded(job))
    .map((job) => ({
      id: job.id,
      model: job.model,
      stage: job.stage,
      jobName: job.name,
      pending: true,
      step: null,
      final: false,
    }));
  const saved = checkpoints.filter(fits).map((checkpoint) => ({
    id: checkpoint.id,
    model: checkpoint.model,
    stage: checkpoint.stage,
    jobName: checkpoint.job_name,
    pending: false,
    step: checkpoint.step,
    final: checkpoint.final,
  }));
  // Stable: newest first within each group.
  return [...saved.filter((p) => p.final), ...pending, ...saved.filter((p) => !p.final)];
}

/** The preset in force: the chosen one, or the one made for this stage and size. */
export function presetOf(choices: Choices, presets: Presets, model: string): Preset | null {
  const fitting = presets.presets.filter((preset) => preset.stage === choices.stage);
  if (choices.preset === null) return fitting.find((preset) => preset.model === model) ?? null;
  return fitting.find((preset) => preset.name === choices.preset) ?? null;
}

/** Where there is no choice, or a plainly best one, nobody should have to make it. */
export function settled(
  choices: Choices,
  stage: Stage,
  datasets: Dataset[],
  parents: ParentOption[],
): { dataset: string; parent: string } {
  const only = datasets.length === 1 ? datasets[0]?.id : undefined;
  const best = stage.parent === "required" ? parents[0]?.id : undefined;
  return { dataset: choices.dataset ?? only ?? "", parent: choices.parent ?? best ?? "" };
}

export interface RecipeState {
  fields: RecipeField[];
  base: JsonObject;
}

export function recipeOf(stage: Stage, preset: Preset | null): RecipeState {
  return {
    fields: deriveFields(stage.recipe_schema as JsonObject),
    base: (preset?.recipe ?? stage.defaults) as JsonObject,
  };
}

/** Whether what is typed means another value than the base has. */
export function isChanged(
  field: RecipeField,
  typed: string | undefined,
  base: JsonObject,
): boolean {
  if (typed === undefined) return false;
  const parsed = parseInput(field, typed);
  return parsed.ok
    ? parsed.value !== (base[field.name] ?? null)
    : typed !== toInput(base[field.name]);
}

/** Complaints by field name, as the API names fields (`recipe.epochs`). */
export type Complaints = Record<string, string>;

export type Built = { ok: true; spec: JobSpec } | { ok: false; complaints: Complaints };

/** The request, or what is missing. `model` is the size in force: the parent's when there is one. */
export function buildSpec(
  choices: Settled,
  stage: Stage,
  preset: Preset | null,
  model: string,
): Built {
  const complaints: Complaints = {};
  if (!choices.dataset) complaints.dataset = "Choose a dataset, or upload one.";
  if (stage.parent === "required" && !choices.parent) {
    complaints.parent = "Choose what to start from.";
  }
  const { fields, base } = recipeOf(stage, preset);
  const recipe: Record<string, Scalar> = {};
  for (const field of fields) {
    const typed = choices.typed[field.name];
    if (typed === undefined || !isChanged(field, typed, base)) continue;
    const parsed = parseInput(field, typed);
    if (parsed.ok) recipe[field.name] = parsed.value;
    else complaints[`recipe.${field.name}`] = parsed.message;
  }
  if (Object.keys(complaints).length > 0) return { ok: false, complaints };
  const spec: JobSpec = {
    stage: stage.name,
    model,
    dataset: choices.dataset,
    gpus: choices.gpus,
    processes: choices.gpus > 0 ? 1 : choices.processes,
    recipe,
    name: choices.name.trim() || null,
    preset: preset?.name ?? null,
    parent: choices.parent || null,
    // A model goes on with the tokenizer that it has.
    tokenizer: choices.parent ? null : choices.tokenizer || null,
  };
  return { ok: true, spec };
}
