import { expect, it } from "vitest";
import type { ProblemGroup } from "../../../api/types";
import { effectWords, proposed, sumWords } from "./treatments";

function group(
  problem: string,
  rows: number,
  treatments: ProblemGroup["treatments"],
): ProblemGroup {
  return { problem, rows, treatments } as ProblemGroup;
}

const groups = [
  group("not_json", 3, ["drop"]),
  group("duplicate", 10, ["drop", "keep"]),
  group("control_characters", 2, ["fix", "drop", "keep"]),
  group("over_length", 50, ["keep", "drop"]),
];

it("proposes the first treatment of each", () => {
  expect(proposed(groups)).toEqual({
    not_json: "drop",
    duplicate: "drop",
    control_characters: "fix",
    over_length: "keep",
  });
});

it("says what each does", () => {
  expect(effectWords({ rows: 1 }, "drop")).toBe("1 row is left out");
  expect(effectWords({ rows: 1200 }, "fix")).toBe("1,200 rows are mended");
});

it("does not count a row with two problems twice for certain", () => {
  expect(sumWords(groups, proposed(groups), 100)).toBe(
    "10 to 13 rows are left out (one may have several problems), at least 87 rows stay.",
  );
  expect(sumWords(groups, { not_json: "drop" }, 100)).toBe("3 rows are left out, 97 rows stay.");
  expect(sumWords(groups, {}, 100)).toBe("All 100 rows are kept.");
  expect(sumWords([group("a", 8, []), group("b", 9, [])], { a: "drop", b: "drop" }, 10)).toContain(
    "9 to 10 rows",
  );
});
