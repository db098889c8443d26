import { expect, it } from "vitest";
import type { Dataset } from "../../../api/types";
import { build, EMPTY, mixable, type Mixture } from "./mixture";

const part = { key: 0, dataset: "ds-1", weight: "", most: "" };

function mixture(changes: Partial<Mixture>): Mixture {
  return { ...EMPTY, name: "both", parts: [part], ...changes };
}

it("asks for what was typed", () => {
  const parts = [
    { ...part, weight: "3" },
    { ...part, key: 1, dataset: "ds-2", most: "1,000" },
    { ...part, key: 2, dataset: "" },
  ];
  expect(build(mixture({ parts, total: "5000", side: "held_out", fraction: "10" }))).toEqual({
    ok: true,
    spec: {
      name: "both",
      parts: [
        { dataset: "ds-1", weight: 3 },
        { dataset: "ds-2", max_rows: 1000 },
      ],
      by: "rows",
      repeat: false,
      drop_duplicates: true,
      side: "held_out",
      seed: 1,
      fraction: 0.1,
      total: 5000,
    },
  });
});

it("complains where it is wrong", () => {
  const complaintsOf = (changes: Partial<Mixture>): string[] => {
    const built = build(mixture(changes));
    return built.ok ? [] : Object.keys(built.complaints);
  };
  expect(complaintsOf({ parts: [], name: " " })).toEqual(["parts", "name"]);
  expect(complaintsOf({ parts: [{ ...part, weight: "much" }] })).toEqual(["parts.0.weight"]);
  expect(complaintsOf({ parts: [{ ...part, weight: "0" }] })).toEqual(["parts.0.weight"]);
  expect(complaintsOf({ parts: [{ ...part, most: "1.5" }] })).toEqual(["parts.0.max_rows"]);
  expect(complaintsOf({ parts: [{ ...part, weight: "1", most: "5" }] })).toEqual([
    "parts.0.max_rows",
  ]);
  expect(complaintsOf({ total: "-1", fraction: "100" })).toEqual(["total", "fraction"]);
});

it("offers sound datasets of the kind that was chosen first", () => {
  const one = (id: string, kind: Dataset["kind"], ready = true): Dataset =>
    ({ id, kind, ready }) as Dataset;
  const all = [one("ds-1", "text"), one("ds-2", "text", false), one("ds-3", "conversations")];
  const ids = (list: Dataset[]): string[] => list.map((each) => each.id);
  expect(ids(mixable(all, [{ ...part, dataset: "" }]))).toEqual(["ds-1", "ds-3"]);
  expect(ids(mixable(all, [part]))).toEqual(["ds-1"]);
});
