/** Turns the JSON Schema of a recipe into form fields; knows no recipe and no field by name. */

export type JsonValue =
  string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = Record<string, JsonValue>;
export type Scalar = string | number | boolean | null;

interface Common {
  name: string;
  title: string;
  help: string;
  nullable: boolean;
}

export interface NumberField extends Common {
  kind: "integer" | "number";
  minimum: number | null;
  maximum: number | null;
  exclusiveMinimum: boolean;
  exclusiveMaximum: boolean;
}

export interface ChoiceField extends Common {
  kind: "choice";
  options: Scalar[];
}

export interface PlainField extends Common {
  kind: "boolean" | "text";
}

export type RecipeField = NumberField | ChoiceField | PlainField;

export type Parsed = { ok: true; value: Scalar } | { ok: false; message: string };

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: JsonValue | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function number(value: JsonValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}

function isScalar(value: JsonValue): value is Scalar {
  return value === null || typeof value !== "object";
}

function resolve(schema: JsonObject, root: JsonObject): JsonObject {
  const ref = schema.$ref;
  if (typeof ref !== "string" || !ref.startsWith("#/")) return schema;
  let at: JsonValue | undefined = root;
  for (const key of ref.slice(2).split("/")) at = isObject(at) ? at[key] : undefined;
  return isObject(at) ? { ...resolve(at, root), ...schema } : schema;
}

/** The fields a person may set, in the schema's order; constants, lists and objects are left out. */
export function deriveFields(schema: JsonObject): RecipeField[] {
  const properties = schema.properties;
  if (!isObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, value]) => {
    const field = isObject(value) ? deriveField(name, value, schema) : null;
    return field ? [field] : [];
  });
}

function deriveField(name: string, given: JsonObject, root: JsonObject): RecipeField | null {
  const outer = resolve(given, root);
  if ("const" in outer) return null;
  const branches = Array.isArray(outer.anyOf) ? outer.anyOf.filter(isObject) : [];
  const inners = branches.map((branch) => resolve(branch, root));
  const nullable = inners.some((branch) => branch.type === "null");
  const values = inners.filter((branch) => branch.type !== "null");
  if (values.length > 1) return null;
  const inner = { ...outer, ...values[0] };
  const common: Common = {
    name,
    title: text(outer.title, name),
    help: text(outer.description, ""),
    nullable,
  };
  if (Array.isArray(inner.enum)) {
    return { ...common, kind: "choice", options: inner.enum.filter(isScalar) };
  }
  switch (inner.type) {
    case "integer":
    case "number":
      return { ...common, kind: inner.type, ...bounds(inner) };
    case "boolean":
      return { ...common, kind: "boolean" };
    case "string":
      return { ...common, kind: "text" };
    default:
      return null;
  }
}

function bounds(
  schema: JsonObject,
): Pick<NumberField, "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum"> {
  const above = number(schema.exclusiveMinimum);
  const below = number(schema.exclusiveMaximum);
  return {
    minimum: above ?? number(schema.minimum),
    maximum: below ?? number(schema.maximum),
    exclusiveMinimum: above !== null,
    exclusiveMaximum: below !== null,
  };
}

/** How a value stands in its input: null is an empty one, small numbers are short. */
export function toInput(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return numberText(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The same in words, for where a person reads it. */
export function toWords(value: JsonValue | undefined): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.map(toInput).join(" · ") : toInput(value);
}

function numberText(value: number): string {
  const plain = String(value);
  const exponent = value.toExponential().replace("e+", "e");
  return value !== 0 && Math.abs(value) < 0.01 && exponent.length < plain.length ? exponent : plain;
}

/** "1 to 10,000", "above 0, at most 1", or "" where there is no bound. */
export function describeBounds(field: NumberField): string {
  const { minimum, maximum } = field;
  const least = minimum === null ? "" : shown(minimum);
  const most = maximum === null ? "" : shown(maximum);
  if (least && most && !field.exclusiveMinimum && !field.exclusiveMaximum) {
    return `${least} to ${most}`;
  }
  const parts: string[] = [];
  if (least) parts.push(field.exclusiveMinimum ? `above ${least}` : `at least ${least}`);
  if (most) parts.push(field.exclusiveMaximum ? `below ${most}` : `at most ${most}`);
  return parts.join(", ");
}

function shown(value: number): string {
  return Math.abs(value) >= 10_000 ? value.toLocaleString("en") : numberText(value);
}

/** What a person typed, as the value to send, or what is wrong with it. */
export function parseInput(field: RecipeField, input: string): Parsed {
  const trimmed = input.trim();
  if (trimmed === "" && field.nullable) return { ok: true, value: null };
  if (field.kind === "choice") {
    const found = field.options.find((option) => toInput(option) === input);
    return found === undefined ? fail("Choose one of the list.") : { ok: true, value: found };
  }
  if (trimmed === "") {
    return field.kind === "text" ? { ok: true, value: "" } : fail("Give a number.");
  }
  switch (field.kind) {
    case "boolean":
      return { ok: true, value: input === "true" };
    case "text":
      return { ok: true, value: input };
    case "integer":
    case "number":
      return parseNumber(field, trimmed);
  }
}

function parseNumber(field: NumberField, input: string): Parsed {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(input) ? Number(input) : NaN;
  if (!Number.isFinite(value)) return fail("This is not a number.");
  if (field.kind === "integer" && !Number.isInteger(value)) return fail("Give a whole number.");
  const { minimum, maximum } = field;
  const low = minimum !== null && (field.exclusiveMinimum ? value <= minimum : value < minimum);
  const high = maximum !== null && (field.exclusiveMaximum ? value >= maximum : value > maximum);
  return low || high ? fail(`Allowed: ${describeBounds(field)}.`) : { ok: true, value };
}

function fail(message: string): Parsed {
  return { ok: false, message };
}
