import { expect, it } from "vitest";
import { stateOf } from "../../lib/dataset-words";
import type { Task } from "../../api/types";
import { endOf } from "./hidden-tasks";
import { activityWords, fractionOf, shownTasks } from "./task-words";

const rows = { activity: "Checking rows", done: 1200, total: 40_000, unit: "rows", rate: null };
const task = { state: "running" as const, note: null, stopping: false, progress: rows };

it("says how far it is, in the unit of the work", () => {
  expect(activityWords(task)).toBe("Checking rows: 1,200 of 40,000 rows");
  const bytes = {
    activity: "Downloading",
    done: 1_500_000,
    total: 3_000_000_000,
    unit: "bytes",
    rate: null,
  };
  expect(activityWords({ ...task, progress: bytes })).toBe("Downloading: 1.5 MB of 3.0 GB");
  expect(activityWords({ ...task, progress: { ...rows, total: null } })).toBe(
    "Checking rows: 1,200 rows",
  );
});

it("says how long it still takes, once that can be told", () => {
  expect(activityWords({ ...task, progress: { ...rows, rate: 388 } })).toBe(
    "Checking rows: 1,200 of 40,000 rows, about 2 minutes left",
  );
  expect(activityWords({ ...task, progress: { ...rows, total: null, rate: 388 } })).not.toContain(
    "left",
  );
});

it("says why nothing moves yet", () => {
  expect(activityWords({ ...task, state: "queued", progress: null })).toBe("Waits for its turn");
  expect(activityWords({ ...task, state: "queued", note: "No machine is up." })).toBe(
    "No machine is up.",
  );
  expect(activityWords({ ...task, stopping: true })).toBe("Being cancelled");
});

it("knows no fraction of an unknown whole, and none beyond it", () => {
  expect(fractionOf(rows)).toBe(0.03);
  expect(fractionOf({ ...rows, total: null })).toBeNull();
  expect(fractionOf({ ...rows, total: 0 })).toBeNull();
  expect(fractionOf({ ...rows, done: 50_000 })).toBe(1);
  expect(fractionOf(null)).toBeNull();
});

it("tells a dataset that can be trained from one that cannot, or that nobody looked at", () => {
  const checks = [{ kind: "check" as const, state: "running" as const, dataset_id: "ds-1" }];
  expect(stateOf({ id: "ds-1", errors: 2, warnings: 0 }, checks)).toBe("faulty");
  expect(stateOf({ id: "ds-1", errors: 0, warnings: 5 }, checks)).toBe("ready");
  expect(stateOf({ id: "ds-1", errors: 0, warnings: null }, checks)).toBe("checking");
  expect(stateOf({ id: "ds-2", errors: 0, warnings: null }, checks)).toBe("unchecked");
});

it("shows what is under way, then what ended lately and was not put away", () => {
  const now = new Date("2026-01-02T00:00:00Z");
  const one = (id: string, changes: Partial<Task>): Task =>
    ({ id, kind: "import", state: "done", finished_at: null, ...changes }) as Task;
  const seen = one("seen", { state: "failed", finished_at: "2026-01-01T23:00:00Z" });
  const tasks = [
    one("just-made", { finished_at: "2026-01-01T23:55:00Z" }),
    one("made-long-ago", { finished_at: "2026-01-01T23:00:00Z" }),
    one("failed", { state: "failed", finished_at: "2026-01-01T02:00:00Z" }),
    one("failed-long-ago", { state: "failed", finished_at: "2025-12-30T00:00:00Z" }),
    one("checked", { kind: "check", finished_at: "2026-01-01T23:59:00Z" }),
    one("preview", { kind: "preview", state: "running" }),
    one("going", { state: "running" }),
    seen,
  ];
  const shown = shownTasks(tasks, new Set([endOf(seen)]), now);
  expect(shown.map((task) => task.id)).toEqual(["going", "just-made", "failed"]);
  const lately = shownTasks(tasks, new Set(), now, 6 * 60_000);
  expect(lately.map((task) => task.id)).toEqual(["going", "just-made"]);
});
