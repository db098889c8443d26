import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCompact,
  formatDuration,
  formatLoss,
  formatPercent,
  formatRelative,
  formatSmall,
  formatTimeLeft,
} from "./format";

describe("formatDuration", () => {
  it.each([
    [0, "0 s"],
    [59.4, "59 s"],
    [59.6, "1 min"],
    [200, "3 min 20 s"],
    [3599.7, "1 h"],
    [7500, "2 h 5 min"],
    [273_600, "3 d 4 h"],
    [-3, "0 s"],
    [null, "–"],
    [Number.NaN, "–"],
  ])("%s s is %s", (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words);
  });
});

describe("formatTimeLeft", () => {
  it.each([
    [2, "a few seconds left"],
    [12, "about 15 seconds left"],
    [54, "about 55 seconds left"],
    [61, "about a minute left"],
    [100, "about 2 minutes left"],
    [3600, "about an hour left"],
    [9000, "about 2.5 hours left"],
    [40 * 3600, "about 2 days left"],
  ])("%s s is %s", (seconds, words) => {
    expect(formatTimeLeft(seconds)).toBe(words);
  });

  it("says nothing when nothing is known", () => {
    expect(formatTimeLeft(null)).toBeNull();
    expect(formatTimeLeft(Infinity)).toBeNull();
  });
});

describe("numbers", () => {
  it("writes learning rates as people type them", () => {
    expect(formatSmall(1e-5)).toBe("1e-5");
    expect(formatSmall(0.0005)).toBe("5e-4");
    expect(formatSmall(0.05)).toBe("0.05");
    expect(formatSmall(0)).toBe("0");
    expect(formatSmall(0.000499999)).toBe("5e-4");
  });

  it("never says 100% before the end", () => {
    expect(formatPercent(0.9999)).toBe("99%");
    expect(formatPercent(1)).toBe("100%");
  });

  it("keeps losses, sizes and counts short", () => {
    expect(formatLoss(2.34567)).toBe("2.346");
    expect(formatLoss(null)).toBe("–");
    expect(formatBytes(999)).toBe("999 B");
    expect(formatBytes(12_345_678)).toBe("12.3 MB");
    expect(formatCompact(1_410_000)).toBe("1.41M");
  });
});

describe("formatRelative", () => {
  const now = new Date("2026-01-02T12:00:00Z");
  it.each([
    ["2026-01-02T11:59:55Z", "just now"],
    ["2026-01-02T11:57:00Z", "3 minutes ago"],
    ["2026-01-01T12:00:00Z", "yesterday"],
  ])("%s is %s", (when, words) => {
    expect(formatRelative(new Date(when), now)).toBe(words);
  });
});
