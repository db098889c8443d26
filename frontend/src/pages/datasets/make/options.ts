/** Options of a generator, from its JSON Schema to a request. */
import {
  deriveFields,
  parseInput,
  toInput,
  type JsonObject,
  type JsonValue,
  type RecipeField,
} from "../../../lib/recipe-fields";

/** Several of a few words. */
export interface ListField {
  name: string;
  title: string;
  help: string;
  choices: string[];
  /** Chosen to begin with. */
  chosen: string[];
  least: number;
}

export interface Form {
  fields: RecipeField[];
  lists: ListField[];
  /** Of the fields. */
  defaults: Record<string, JsonValue>;
}

/** What somebody changed: as it was typed, and as it was ticked. */
export interface Typed {
  texts: Record<string, string>;
  lists: Record<string, string[]>;
}

export const UNTOUCHED: Typed = { texts: {}, lists: {} };

export type Built =
  | { ok: true; options: Record<string, JsonValue> }
  | { ok: false; complaints: Record<string, string> };

export function formOf(schema: unknown): Form {
  if (!isObject(schema)) return { fields: [], lists: [], defaults: {} };
  const properties = Object.entries(isObject(schema.properties) ? schema.properties : {});
  return {
    fields: deriveFields(schema),
    lists: properties.flatMap(([name, value]) => listField(name, value)),
    defaults: Object.fromEntries(
      properties.map(([name, value]) => [name, (isObject(value) ? value.default : null) ?? null]),
    ),
  };
}

function listField(name: string, schema: JsonValue): ListField[] {
  if (!isObject(schema) || schema.type !== "array" || !isObject(schema.items)) return [];
  return [
    {
      name,
      title: words(schema.title, name),
      help: words(schema.description, ""),
      choices: strings(schema.items.enum),
      chosen: strings(schema.default),
      least: typeof schema.minItems === "number" ? schema.minItems : 0,
    },
  ];
}

/** The options that were changed; the server has its own defaults for the others. */
export function build({ fields, lists, defaults }: Form, typed: Typed): Built {
  const options: Record<string, JsonValue> = {};
  const complaints: Record<string, string> = {};
  for (const field of fields) {
    const text = typed.texts[field.name];
    if (text === undefined || text === toInput(defaults[field.name])) continue;
    const parsed = parseInput(field, text);
    if (parsed.ok) options[field.name] = parsed.value;
    else complaints[field.name] = parsed.message;
  }
  for (const list of lists) {
    const chosen = typed.lists[list.name];
    if (chosen === undefined) continue;
    if (chosen.length < list.least) complaints[list.name] = `Choose at least ${list.least}.`;
    // In the order of the schema, so that the same choice is the same request.
    options[list.name] = list.choices.filter((each) => chosen.includes(each));
  }
  return Object.keys(complaints).length > 0 ? { ok: false, complaints } : { ok: true, options };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function words(value: JsonValue | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
