import { describe, expect, it } from "vitest";
import { addressOf, addressOfLine, filterOf, lineOf, rowOf } from "./address";

describe("the address of rows", () => {
  it("keeps the filter and the row, whatever is in them", () => {
    const filter = { search: "fox & 狐狸?", problem: "duplicate", language: "zh" } as const;
    const address = addressOf("/datasets/ds-1/rows", filter, 7);
    const search = address.slice(address.indexOf("?"));
    expect(filterOf(search)).toEqual(filter);
    expect(rowOf(search)).toBe(7);
  });

  it("is plain without any", () => {
    expect(addressOf("/here", { search: "", problem: "", language: "" }, null)).toBe("/here");
  });

  it("may name a line instead", () => {
    const address = addressOfLine("ds-1", 12);
    expect(lineOf(address.slice(address.indexOf("?")))).toBe(12);
    expect(lineOf("?row=3")).toBeNull();
  });

  it("ignores what makes no sense", () => {
    expect(filterOf("?language=klingon").language).toBe("");
    expect(rowOf("?row=-1")).toBeNull();
    expect(rowOf("?row=x")).toBeNull();
    expect(rowOf("")).toBeNull();
  });
});
