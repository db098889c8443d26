/** What an import would make of a file: the request for a preview, and its result. */
import type { Schemas, Task } from "../../../api/types";
import { plural } from "../../../lib/format";

/** Where the file is. */
export type Source = { upload: string } | { inbox: string };

type Spec = Schemas["PreviewSpec"];
export type RowFormat = NonNullable<Spec["format"]>;
export type Encoding = NonNullable<Spec["encoding"]>;

/** How it is to be read; null: as the server recognises it. */
export interface Choices {
  format: RowFormat | null;
  encoding: Encoding | null;
  mapping: Record<string, string>;
}

export const AS_RECOGNISED: Choices = { format: null, encoding: null, mapping: {} };

/** The result of a preview task, which the API passes on as the work wrote it. */
export interface Preview {
  container: string;
  compression: string | null;
  encoding: string | null;
  columns: string[];
  /** Null, with title and kind, when none fits: then there is a problem. */
  format: RowFormat | null;
  title: string | null;
  kind: Schemas["DatasetInfo"]["kind"] | null;
  problem: string | null;
  mapping: Record<string, string>;
  dropped: string[];
  candidates: { format: RowFormat; title: string; kind: string; share: number }[];
  read: number;
  convertible: number;
  rows: PreviewRow[];
  notes: string[];
}

export interface PreviewRow {
  line: number;
  before: unknown;
  after: Record<string, unknown> | null;
  problem: string | null;
}

export function previewOf(task: Task): Preview | null {
  return task.state === "done" ? (task.result as Preview | null) : null;
}

/** What of the choices goes into a request: the rest is left to the server. */
export function requestOf(source: Source, { format, encoding, mapping }: Choices) {
  return {
    ...source,
    ...(format !== null && { format }),
    ...(encoding !== null && { encoding }),
    ...(Object.keys(mapping).length > 0 && { mapping }),
  };
}

/** Ways to map columns, each with the fields that it needs and those that it may have. */
export const MAPPINGS = {
  text: { title: "A text", needed: ["text"], more: [] },
  question: {
    title: "A question and its answer",
    needed: ["question", "answer"],
    more: ["system"],
  },
  instruction: {
    title: "An instruction, perhaps an input, and the output",
    needed: ["instruction", "output"],
    more: ["input", "system", "history"],
  },
  messages: { title: "A list of messages", needed: ["messages"], more: ["system", "tools"] },
  pairs: {
    title: "A better and a worse answer",
    needed: ["prompt", "chosen", "rejected"],
    more: ["system"],
  },
} as const satisfies Record<string, { title: string; needed: string[]; more: string[] }>;

export type MappingName = keyof typeof MAPPINGS;

/** The way that a mapping belongs to, to begin with. */
export function mappingNamed(mapping: Record<string, string>): MappingName {
  const names = Object.keys(MAPPINGS) as MappingName[];
  const holds = (name: MappingName): boolean =>
    MAPPINGS[name].needed.every((field) => mapping[field] !== undefined);
  return names.find(holds) ?? "text";
}

/** Whether a mapping says all that is needed. */
export function isWhole(name: MappingName, mapping: Record<string, string>): boolean {
  return MAPPINGS[name].needed.every((field) => (mapping[field] ?? "") !== "");
}

/** A row or a field of it, as text that a person can read. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : JSON.stringify(value, null, 1);
}

/** The beginning of a long text, and how much is left out. */
export function cut(text: string, most = 600): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)}… (${plural(text.length - most, "character", "characters")} more)`;
}

export interface Turn {
  who: string;
  text: string;
}

/** The turns of a row of the family's, one after the other; `chosen` and `rejected` by name. */
export function turnsOf(row: Record<string, unknown>): { part: string | null; turns: Turn[] }[] {
  if (typeof row.text === "string")
    return [{ part: null, turns: [{ who: "text", text: row.text }] }];
  return ["conversations", "chosen", "rejected"].flatMap((part) => {
    const turns = row[part];
    if (!Array.isArray(turns)) return [];
    return [{ part: part === "conversations" ? null : part, turns: turns.map(turnOf) }];
  });
}

function turnOf(turn: unknown): Turn {
  if (typeof turn !== "object" || turn === null) return { who: "?", text: shown(turn) };
  const { role, content, ...rest } = turn as Record<string, unknown>;
  const more = Object.keys(rest).length > 0 ? `\n${shown(rest)}` : "";
  return { who: typeof role === "string" ? role : "?", text: `${shown(content ?? "")}${more}` };
}
