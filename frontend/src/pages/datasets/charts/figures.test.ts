import { expect, it } from "vitest";
import {
  bucketAt,
  buckets,
  bucketWords,
  languageShares,
  lengthSummary,
  shareWords,
  tokensWords,
} from "./figures";

const histogram = { edges: [0, 1, 16, 64, 256], counts: [0, 50, 0, 45, 5] };

it("leaves out what is empty on both sides, not what is empty between", () => {
  expect(buckets(histogram)).toEqual([
    { from: 1, to: 16, rows: 50 },
    { from: 16, to: 64, rows: 0 },
    { from: 64, to: 256, rows: 45 },
    { from: 256, to: null, rows: 5 },
  ]);
  expect(buckets({ edges: [0, 1], counts: [0, 0] })).toEqual([]);
});

it("finds the row in the middle", () => {
  expect(bucketAt(histogram, 0.5)?.from).toBe(1);
  expect(bucketAt(histogram, 0.51)?.from).toBe(64);
  expect(bucketAt(histogram, 1)?.to).toBeNull();
});

it("says it in a sentence", () => {
  expect(lengthSummary(histogram, "tokens")).toBe(
    "Half of the rows have 15 tokens or fewer; 95 of 100 have 255 or fewer.",
  );
  expect(lengthSummary({ edges: [0], counts: [3] }, "tokens")).toContain("0 tokens or more");
  expect(lengthSummary({ edges: [], counts: [] }, "tokens")).toBe("There are no rows to measure.");
});

it("names ranges, with an end that belongs to them", () => {
  expect(bucketWords({ from: 64, to: 256, rows: 0 })).toBe("64 to 255");
  expect(bucketWords({ from: 1024, to: null, rows: 0 })).toBe("1,024 or more");
  expect(bucketWords({ from: 0, to: 1, rows: 0 })).toBe("0");
});

it("does not round a small share to nothing, nor a large one to all", () => {
  expect([0, 0.0001, 0.034, 0.5, 0.9999].map(shareWords)).toEqual([
    "none",
    "under 0.1%",
    "3.4%",
    "50%",
    "99%",
  ]);
});

it("says how sure an estimate is", () => {
  expect(tokensWords(12_300_000, 0)).toBe("12.3M");
  expect(tokensWords(12_300_000, 100_000)).toBe("12.3M ± 100K");
});

it("orders scripts by how many rows they prevail in", () => {
  expect(languageShares({ zh: 1, en: 3, none: 0 }).map(({ name, share }) => [name, share])).toEqual(
    [
      ["English and other Latin scripts", 0.75],
      ["Chinese", 0.25],
    ],
  );
});
