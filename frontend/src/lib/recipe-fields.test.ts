import { describe, expect, it } from "vitest";
import {
  deriveFields,
  describeBounds,
  parseInput,
  toInput,
  toWords,
  type RecipeField,
} from "./recipe-fields";

const fields = deriveFields({
  type: "object",
  $defs: { Mode: { enum: ["slow", "fast"], type: "string", title: "Mode" } },
  properties: {
    epochs: {
      type: "integer",
      minimum: 1,
      maximum: 10000,
      title: "Epochs",
      description: "How often.",
    },
    max_steps: {
      anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }],
      default: null,
      title: "Most steps",
    },
    rate: { type: "number", exclusiveMinimum: 0, maximum: 1, title: "Rate" },
    precision: { type: "string", enum: ["auto", "float32"] },
    zero: { anyOf: [{ type: "integer", enum: [0, 1, 2] }, { type: "null" }], default: null },
    prompts: {
      anyOf: [{ type: "array", items: { type: "string" } }, { type: "null" }],
      default: null,
    },
    mode: { $ref: "#/$defs/Mode", title: "How" },
    shuffle: { type: "boolean", title: "Shuffle" },
    stage: { const: "sft", type: "string" },
    nested: { type: "object", properties: {} },
  },
});

function field(name: string): RecipeField {
  const found = fields.find((candidate) => candidate.name === name);
  if (!found) throw new Error(name);
  return found;
}

describe("deriveFields", () => {
  it("keeps the order, leaves out constants and what has no plain input", () => {
    expect(fields.map((f) => [f.name, f.kind])).toEqual([
      ["epochs", "integer"],
      ["max_steps", "integer"],
      ["rate", "number"],
      ["precision", "choice"],
      ["zero", "choice"],
      ["mode", "choice"],
      ["shuffle", "boolean"],
    ]);
  });

  it("reads titles, help, bounds, nullability and references", () => {
    expect(field("epochs")).toMatchObject({ title: "Epochs", help: "How often.", nullable: false });
    expect(field("max_steps")).toMatchObject({ title: "Most steps", nullable: true, minimum: 1 });
    expect(field("mode")).toMatchObject({ title: "How", options: ["slow", "fast"] });
    expect(field("precision").title).toBe("precision");
    expect(field("zero")).toMatchObject({ nullable: true, options: [0, 1, 2] });
  });
});

describe("parseInput", () => {
  it.each([
    ["epochs", "3", 3],
    ["max_steps", "", null],
    ["rate", " 5e-4 ", 0.0005],
    ["rate", "1", 1],
    ["precision", "float32", "float32"],
    ["zero", "0", 0],
    ["zero", "", null],
    ["shuffle", "false", false],
  ])("%s takes %j", (name, input, value) => {
    expect(parseInput(field(name), input)).toEqual({ ok: true, value });
  });

  it.each([
    ["epochs", "", "Give a number."],
    ["epochs", "1.5", "Give a whole number."],
    ["epochs", "0", "Allowed: 1 to 10,000."],
    ["max_steps", "0", "Allowed: at least 1."],
    ["rate", "0", "Allowed: above 0, at most 1."],
    ["rate", "0x10", "This is not a number."],
    ["rate", "1,5", "This is not a number."],
    ["precision", "int8", "Choose one of the list."],
    ["precision", "", "Choose one of the list."],
    ["zero", "3", "Choose one of the list."],
  ])("%s refuses %j", (name, input, message) => {
    expect(parseInput(field(name), input)).toEqual({ ok: false, message });
  });
});

describe("toInput", () => {
  it("shows numbers as people write them, and gives back what it was given", () => {
    expect(toInput(1e-5)).toBe("1e-5");
    expect(toInput(0.01)).toBe("0.01");
    expect(toInput(null)).toBe("");
    for (const value of [1e-5, 0.00055, 0.1 + 0.2, 1e21, -3e-7]) {
      expect(Number(toInput(value))).toBe(value);
    }
  });
});

describe("toWords", () => {
  it.each([
    [true, "yes"],
    [false, "no"],
    [null, ""],
    [["Once", "Twice"], "Once · Twice"],
    [1e-5, "1e-5"],
    ["auto", "auto"],
  ])("%j", (value, words) => {
    expect(toWords(value)).toBe(words);
  });
});

describe("describeBounds", () => {
  it("is empty without bounds", () => {
    const [plain] = deriveFields({ properties: { x: { type: "number" } } });
    expect(plain?.kind === "number" && describeBounds(plain)).toBe("");
  });
});
