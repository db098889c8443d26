import { expect, it } from "vitest";
import { build, formOf, UNTOUCHED } from "./options";

const form = formOf({
  properties: {
    rows: { type: "integer", minimum: 1, maximum: 100, default: 10, title: "Rows" },
    form: { type: "string", enum: ["reason", "text"], default: "reason", title: "For" },
    kinds: {
      type: "array",
      items: { type: "string", enum: ["sums", "dates", "logic"] },
      default: ["sums", "dates", "logic"],
      minItems: 1,
      title: "Kinds",
    },
  },
});

it("reads fields and lists of words from the schema", () => {
  expect(form.fields.map((field) => field.name)).toEqual(["rows", "form"]);
  expect(form.lists).toMatchObject([{ name: "kinds", title: "Kinds", least: 1 }]);
  expect(formOf(null)).toEqual({ fields: [], lists: [], defaults: {} });
});

it("sends what was changed only, lists in the order of the schema", () => {
  expect(build(form, UNTOUCHED)).toEqual({ ok: true, options: {} });
  const typed = { texts: { rows: "20", form: "reason" }, lists: { kinds: ["logic", "sums"] } };
  expect(build(form, typed)).toEqual({
    ok: true,
    options: { rows: 20, kinds: ["sums", "logic"] },
  });
});

it("says what is wrong with each", () => {
  const built = build(form, { texts: { rows: "1000" }, lists: { kinds: [] } });
  expect(built).toEqual({
    ok: false,
    complaints: { rows: "Allowed: 1 to 100.", kinds: "Choose at least 1." },
  });
});
