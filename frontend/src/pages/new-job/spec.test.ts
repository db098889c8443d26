import { describe, expect, it } from "vitest";
import type { Preset, Presets, Stage } from "../../api/types";
import { checkpoint, job } from "../../live/testing";
import {
  buildSpec,
  isChanged,
  parentOptions,
  presetOf,
  recipeOf,
  settled,
  type Settled,
} from "./spec";

const sft: Stage = {
  name: "sft",
  title: "SFT",
  help: "",
  dataset_kind: "conversations",
  parent: "required",
  parent_stages: ["pretrain", "sft"],
  recipe_schema: {
    properties: {
      epochs: { type: "integer", minimum: 1, title: "Epochs" },
      max_steps: { anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }] },
      learning_rate: { type: "number", exclusiveMinimum: 0 },
      stage: { const: "sft" },
    },
  },
  defaults: { epochs: 1, max_steps: null, learning_rate: 1e-5, stage: "sft" },
};

const starter: Preset = {
  name: "starter-sft",
  title: "Starter",
  stage: "sft",
  model: "nano",
  recipe: { epochs: 1, max_steps: null, learning_rate: 1e-3, stage: "sft" },
};

const presets: Presets = { stages: [sft], models: [], presets: [starter] };

const choices: Settled = {
  name: " ",
  stage: "sft",
  model: "nano",
  dataset: "ds-1",
  parent: "ckpt-1",
  tokenizer: "",
  gpus: 0,
  processes: 2,
  preset: null,
  typed: {},
};

describe("parentOptions", () => {
  it("offers fitting checkpoints, final ones first, and jobs that are yet to end", () => {
    const saved = [
      checkpoint({ id: "ckpt-new", step: 60 }),
      checkpoint({ id: "ckpt-final", final: true }),
      checkpoint({ id: "ckpt-dpo", stage: "dpo" }),
    ];
    const jobs = [job({ id: "job-a", status: "queued" }), job({ id: "job-b", status: "done" })];
    expect(parentOptions(sft, saved, jobs).map((p) => p.id)).toEqual([
      "ckpt-final",
      "job-a",
      "ckpt-new",
    ]);
  });
});

describe("settled", () => {
  const open = { ...choices, dataset: null, parent: null };
  const parents = parentOptions(sft, [checkpoint({ final: true })], []);
  const talk = {
    ...{ id: "ds-9", name: "", kind: "conversations" as const, sha256: "", bytes: 1 },
    ...{ errors: 0, warnings: 0, checked: true, ready: true, origin: {} },
  };
  const only = [{ ...talk, rows: 1, filename: null, created_at: "" }];

  it("takes the only dataset and the best parent until somebody chooses", () => {
    expect(settled(open, sft, only, parents)).toEqual({ dataset: "ds-9", parent: "ckpt-1" });
    expect(settled({ ...open, parent: "" }, sft, only, parents).parent).toBe("");
  });

  it("chooses nothing where there is a real choice", () => {
    const optional: Stage = { ...sft, parent: "optional" };
    expect(settled(open, optional, [...only, ...only], parents)).toEqual({
      dataset: "",
      parent: "",
    });
  });
});

describe("the tokenizer", () => {
  it("is asked for by a new model only: what starts from another has that one's", () => {
    const optional: Stage = { ...sft, parent: "optional" };
    const asked = { ...choices, tokenizer: "tok-1" };
    const fresh = buildSpec({ ...asked, parent: "" }, optional, null, "nano");
    expect(fresh.ok && fresh.spec.tokenizer).toBe("tok-1");
    const heir = buildSpec(asked, optional, null, "nano");
    expect(heir.ok && heir.spec.tokenizer).toBeNull();
  });
});

describe("presetOf", () => {
  it("is the one made for stage and size until another is chosen", () => {
    expect(presetOf(choices, presets, "nano")).toBe(starter);
    expect(presetOf(choices, presets, "small")).toBeNull();
    expect(presetOf({ ...choices, preset: "" }, presets, "nano")).toBeNull();
    expect(presetOf({ ...choices, preset: "starter-sft" }, presets, "small")).toBe(starter);
  });
});

describe("buildSpec", () => {
  it("sends only what differs from the preset, however it was typed", () => {
    const typed = { epochs: "1", learning_rate: "5e-4", max_steps: "" };
    const built = buildSpec({ ...choices, typed }, sft, starter, "nano");
    expect(built).toEqual({
      ok: true,
      spec: {
        stage: "sft",
        model: "nano",
        dataset: "ds-1",
        parent: "ckpt-1",
        tokenizer: null,
        gpus: 0,
        processes: 2,
        name: null,
        preset: "starter-sft",
        recipe: { learning_rate: 0.0005 },
      },
    });
  });

  it("names every field that is missing or wrong", () => {
    const wrong = { ...choices, dataset: "", parent: "", typed: { epochs: "many" } };
    expect(buildSpec(wrong, sft, null, "nano")).toEqual({
      ok: false,
      complaints: {
        dataset: "Choose a dataset, or upload one.",
        parent: "Choose what to start from.",
        "recipe.epochs": "This is not a number.",
      },
    });
  });

  it("splits over processes only without GPUs", () => {
    const built = buildSpec({ ...choices, gpus: 2 }, sft, null, "nano");
    expect(built.ok && built.spec.processes).toBe(1);
  });
});

describe("isChanged", () => {
  const { fields, base } = recipeOf(sft, starter);
  const rate = fields.find((field) => field.name === "learning_rate");
  it.each([
    [undefined, false],
    ["0.001", false],
    ["1e-3", false],
    ["2e-3", true],
    ["oops", true],
  ])("%j: %s", (typed, changed) => {
    expect(rate && isChanged(rate, typed, base)).toBe(changed);
  });
});
