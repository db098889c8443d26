import { describe, expect, it } from "vitest";
import { curve as build, validation } from "../../live/testing";
import { chartData, lastAt, summarize } from "./chart-data";

const curve = {
  ...build([1, 2, 4]),
  validation: validation([0, 2, 5], [8.5, 4, 3]),
  unigram_entropy: 5.5,
};

describe("chartData", () => {
  it("puts both curves on common steps, gaps only where a loss was not finite", () => {
    const broken = { ...curve, training: { ...curve.training, loss: [8, null, 6] } };
    expect(chartData(broken)).toEqual({
      step: [0, 1, 2, 4, 5],
      training: [undefined, 8, null, 6, undefined],
      heldOut: [8.5, undefined, 4, undefined, 3],
      guess: [5.5, 5.5, 5.5, 5.5, 5.5],
    });
  });

  it("finds the newest value at a step", () => {
    const data = chartData(curve);
    expect(lastAt(data.heldOut, 3)).toBe(4);
    expect(lastAt(data.training, 0)).toBeNull();
  });
});

describe("summarize", () => {
  it("says how far the loss fell and how that compares with guessing", () => {
    expect(summarize(curve)).toBe(
      "The training loss fell from 7.990 to 7.960 in 4 steps. On text held out from training " +
        "it was 3.000 at step 5, 2.500 below guessing by word frequency (5.500).",
    );
  });

  it("makes no course of a single step, nor of a loss that stays", () => {
    const one = build([1]);
    expect(summarize(one)).toMatch(/^The training loss was \d\.\d+ at the first step\.$/);
    const flat = build([1, 2, 3]);
    flat.training.loss = [2, 2, 2];
    expect(summarize(flat)).toBe("The training loss stayed at 2.000 for 3 steps.");
  });

  it("says nothing before the first point, and tells of a loss that broke", () => {
    expect(summarize(build([]))).toBe("");
    const broken = { ...build([]), validation: validation([1], [null]) };
    expect(summarize(broken)).toBe("The last held-out loss is not a number.");
  });
});
