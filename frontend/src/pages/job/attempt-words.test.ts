import { expect, it } from "vitest";
import type { Attempt, Stage } from "../../api/types";
import { sentence } from "./Adjustments";
import { cleanupWords, lasted, outcomeWords } from "./attempt-words";

const attempt: Attempt = {
  number: 1,
  node: "box",
  started_at: "2026-01-01T00:00:00Z",
  ended_at: "2026-01-01T00:01:00Z",
  start_step: 0,
  outcome: "paused",
  cause: null,
  reason: null,
  cleanup: null,
};

it("tells how an execution ended and how long it took", () => {
  expect(outcomeWords(attempt)).toBe("Paused");
  expect(outcomeWords({ ...attempt, ended_at: null, outcome: null })).toBe("Under way");
  const now = new Date("2026-01-01T00:05:00Z");
  expect(lasted(attempt, now)).toBe(60);
  expect(lasted({ ...attempt, ended_at: null }, now)).toBe(300);
});

it("says whether everything was given back", () => {
  const clean = { processes_left: 0, gpu_memory_returned: true, seconds: 1.23 };
  expect(cleanupWords(null)).toBeNull();
  expect(cleanupWords(clean)).toBe(
    "Nothing of it was left running after 1.2 s, and its GPUs were free again.",
  );
  expect(cleanupWords({ ...clean, gpu_memory_returned: null, seconds: 75 })).toBe(
    "Nothing of it was left running after 1 min 15 s.",
  );
  expect(cleanupWords({ ...clean, processes_left: 2 })).toBe(
    "2 of its processes could not be ended.",
  );
  expect(cleanupWords({ ...clean, gpu_memory_returned: false })).toMatch(/did not become free/);
});

it("says what a job does otherwise, by the names of the form", () => {
  const properties = { micro_batch: { type: "integer", title: "Rows at once" } };
  const stage = { recipe_schema: { properties } } as unknown as Stage;
  const change = { attempt: 2, field: "recipe.micro_batch", old: 16, new: 8, why: "out_of_memory" };
  expect(sentence(change, stage)).toBe(
    "Rows at once: 8 instead of 16, for it ran out of memory (from execution 2 on).",
  );
  expect(sentence({ ...change, field: "gpus", old: 2, new: 1, why: "asked" }, undefined)).toBe(
    "GPUs: 1 instead of 2, as you asked (from execution 2 on).",
  );
});
