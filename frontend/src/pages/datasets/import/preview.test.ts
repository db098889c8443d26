import { expect, it } from "vitest";
import { AS_RECOGNISED, cut, isWhole, mappingNamed, requestOf, shown, turnsOf } from "./preview";

it("asks for what was chosen only", () => {
  expect(requestOf({ upload: "up-1" }, AS_RECOGNISED)).toEqual({ upload: "up-1" });
  const choices = { format: "alpaca" as const, encoding: null, mapping: { output: "reply" } };
  expect(requestOf({ inbox: "a.csv" }, choices)).toEqual({
    inbox: "a.csv",
    format: "alpaca",
    mapping: { output: "reply" },
  });
});

it("finds the way that a mapping belongs to, and whether it is whole", () => {
  expect(mappingNamed({})).toBe("text");
  expect(mappingNamed({ question: "q", answer: "a" })).toBe("question");
  expect(mappingNamed({ prompt: "p", chosen: "c", rejected: "r" })).toBe("pairs");
  expect(isWhole("question", { question: "q" })).toBe(false);
  expect(isWhole("question", { question: "q", answer: "" })).toBe(false);
  expect(isWhole("question", { question: "q", answer: "a" })).toBe(true);
});

it("reads the turns of every kind of row", () => {
  expect(turnsOf({ text: "Once." })).toEqual([
    { part: null, turns: [{ who: "text", text: "Once." }] },
  ]);
  const hello = [{ role: "user", content: "Hi" }];
  expect(turnsOf({ conversations: hello })).toEqual([
    { part: null, turns: [{ who: "user", text: "Hi" }] },
  ]);
  const pair = turnsOf({
    chosen: hello,
    rejected: [{ role: "assistant", content: null, calls: [] }],
  });
  expect(pair.map((each) => each.part)).toEqual(["chosen", "rejected"]);
  expect(pair[1]?.turns[0]?.text).toContain("calls");
  expect(turnsOf({ conversations: ["odd"] })[0]?.turns).toEqual([{ who: "?", text: "odd" }]);
});

it("shows texts as they are, and all else as JSON", () => {
  expect(shown("a\nb")).toBe("a\nb");
  expect(shown({ a: 1 })).toBe('{\n "a": 1\n}');
  expect(shown(undefined)).toBe("");
});

it("cuts long texts and says by how much", () => {
  expect(cut("short")).toBe("short");
  expect(cut("x".repeat(700))).toMatch(/^x{600}… \(100 characters more\)$/);
});
