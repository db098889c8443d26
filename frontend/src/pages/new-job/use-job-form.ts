import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useReducer, useRef, useState } from "react";
import { useLocation } from "wouter";
import { api, unwrap } from "../../api/client";
import { toApiError, type ApiError } from "../../api/errors";
import { keys } from "../../api/keys";
import type { Checkpoint, Dataset, Job, JobSpec, Presets, Stage } from "../../api/types";
import { RequestKey } from "../../lib/idempotency";
import type { Tokenizer } from "../tokenizers/queries";
import {
  buildSpec,
  parentOptions,
  presetOf,
  recipeOf,
  settled,
  type Choices,
  type Complaints,
} from "./spec";

export interface Sources {
  presets: Presets;
  checkpoints: Checkpoint[];
  jobs: Job[];
  tokenizers: Tokenizer[];
}

/** What the address asks for (`?stage=sft&parent=ckpt-...`), the rest as a newcomer would have it. */
export function firstChoices(search: string, { presets }: Sources): Choices {
  const asked = new URLSearchParams(search);
  const stage = presets.stages.find((each) => each.name === asked.get("stage"));
  const model = presets.models.find((each) => each.name === asked.get("model"));
  return {
    name: asked.get("name") ?? "",
    stage: (stage ?? presets.stages[0])?.name ?? "",
    model: (model ?? presets.models[0])?.name ?? "",
    dataset: asked.get("dataset"),
    parent: asked.get("parent"),
    tokenizer: asked.get("tokenizer") ?? "",
    gpus: 0,
    processes: 1,
    preset: asked.get("preset"),
    typed: {},
  };
}

type Change = Partial<Choices>;

export function useJobForm(stage: Stage, choices: Choices, datasets: Dataset[], sources: Sources) {
  const { presets, checkpoints, jobs } = sources;
  const parents = useMemo(
    () => parentOptions(stage, checkpoints, jobs),
    [stage, checkpoints, jobs],
  );
  const ofKind = datasets.filter((each) => each.kind === stage.dataset_kind);
  const fitting = ofKind.filter((each) => each.ready);
  const faulty = ofKind.filter((each) => !each.ready);
  const chosen = settled(choices, stage, fitting, parents);
  const dataset = fitting.find((each) => each.id === chosen.dataset) ?? null;
  const parent = parents.find((option) => option.id === chosen.parent) ?? null;
  // A model goes on in the shape it has: its parent decides about the size.
  const model = parent?.model ?? choices.model;
  const preset = presetOf(choices, presets, model);
  const recipe = useMemo(() => recipeOf(stage, preset), [stage, preset]);
  return { chosen, fitting, faulty, dataset, parents, parent, model, preset, recipe };
}

export function useChoices(first: Choices) {
  return useReducer((old: Choices, change: Change): Choices => ({ ...old, ...change }), first);
}

/** Sends the job, once; keeps what the server, or this page before it, has to complain about. */
export function useSubmit() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const key = useRef(new RequestKey());
  const [complaints, setComplaints] = useState<Complaints>({});
  const [problem, setProblem] = useState<ApiError | null>(null);

  const send = useMutation({
    mutationFn: (spec: JobSpec) => {
      const header = { "idempotency-key": key.current.for(JSON.stringify(spec)) };
      return unwrap(api.POST("/api/jobs", { body: spec, params: { header } }));
    },
    onSuccess: (job) => {
      void client.invalidateQueries({ queryKey: keys.jobList });
      navigate(`/jobs/${job.id}`);
    },
    onError: (reason) => {
      const error = toApiError(reason);
      setProblem(error);
      const words = [error.message, error.remedy].filter(Boolean).join(" ");
      if (error.field !== null) setComplaints({ [error.field]: words });
    },
  });

  const submit = (...args: Parameters<typeof buildSpec>): void => {
    if (send.isPending) return;
    const built = buildSpec(...args);
    setProblem(null);
    setComplaints(built.ok ? {} : built.complaints);
    if (built.ok) send.mutate(built.spec);
  };
  const forgive = (field: string): void => {
    setComplaints(({ [field]: _, ...rest }) => rest);
    setProblem(null);
  };
  return { submit, sending: send.isPending || send.isSuccess, complaints, problem, forgive };
}
