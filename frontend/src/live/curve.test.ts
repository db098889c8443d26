import { describe, expect, it } from "vitest";
import { appendFrame, type LiveCurve } from "./curve";
import { curve, frame } from "./testing";

function stepsAfter(start: LiveCurve, ...frames: Parameters<typeof frame>[]): number[] {
  return frames.reduce((at, args) => appendFrame(at, frame(...args)), start).training.step;
}

describe("appendFrame", () => {
  it("adds every column of new steps and none twice", () => {
    const grown = appendFrame(curve([1, 2, 3]), frame(1, [2, 3, 4, 5], [4]));
    expect(grown.training.step).toEqual([1, 2, 3, 4, 5]);
    expect(grown.training.loss).toHaveLength(5);
    expect(grown.training.tokens_per_s).toHaveLength(5);
    expect(grown.validation).toMatchObject({ step: [4], loss: [4], reward_accuracy: [null] });
  });

  it("keeps the held-out loss before the first step", () => {
    expect(appendFrame(curve([]), frame(1, [], [0])).validation.step).toEqual([0]);
  });

  it("is the very same object when a frame brings nothing new", () => {
    const start = curve([1, 2, 3]);
    expect(appendFrame(start, frame(1, [2, 3]))).toBe(start);
  });

  it("ignores what an execution sends after a newer one took over", () => {
    expect(stepsAfter(curve([1, 2], 2), [1, [3, 4]], [2, [3]])).toEqual([1, 2, 3]);
  });

  it("takes back the steps that a resumed execution repeats", () => {
    const before = appendFrame(curve([10, 20, 30, 40]), frame(1, [], [20, 40]));
    const after = appendFrame(before, frame(2, [25, 35]));
    expect(after.training.step).toEqual([10, 20, 25, 35]);
    expect(after.validation.step).toEqual([20]);
    expect(after.attempt).toBe(2);
  });
});
