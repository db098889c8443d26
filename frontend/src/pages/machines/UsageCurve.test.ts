import { expect, it } from "vitest";
import { path } from "./UsageCurve";

it("spans the whole time, with nothing at the bottom and all at the top", () => {
  expect(path([100, 150, 200], [0, 0.5, 1])).toBe("M0.0 40.0L120.0 20.0L240.0 0.0");
});

it("breaks where nothing was measured and stays within its frame", () => {
  expect(path([0, 10, 20, 30], [1.2, null, -1, 0])).toBe("M0.0 0.0M160.0 40.0L240.0 40.0");
});

it("draws nothing of nothing", () => {
  expect(path([], [])).toBe("");
});
