/** Which rows are looked at: it stands in the page's address. */

export const LANGUAGES = { zh: "Chinese", en: "English", other: "another", none: "no words" };
type Language = keyof typeof LANGUAGES;

export interface RowFilter {
  search: string;
  problem: string;
  language: Language | "";
}

export function filterOf(search: string): RowFilter {
  const given = new URLSearchParams(search);
  const language = given.get("language") ?? "";
  return {
    search: given.get("search") ?? "",
    problem: given.get("problem") ?? "",
    language: language in LANGUAGES ? (language as Language) : "",
  };
}

/** The address of a view of rows: the filter, and the row that is looked at (from 0). */
export function addressOf(path: string, filter: RowFilter, row: number | null): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value) given.set(name, String(value));
  if (row !== null) given.set("row", String(row));
  const query = given.toString();
  return query ? `${path}?${query}` : path;
}

/** The address of the row in a line of the file (from 1). */
export function addressOfLine(id: string, line: number): string {
  return `/datasets/${id}/rows?line=${line}`;
}

/** The address of all rows with a problem. */
export function addressOfProblem(id: string, problem: string): string {
  return addressOf(`/datasets/${id}/rows`, { search: "", problem, language: "" }, null);
}

/** The row that an address names; null: none. */
export function rowOf(search: string): number | null {
  return numberIn(search, "row");
}

/** The line that an address names instead; null: none. */
export function lineOf(search: string): number | null {
  return numberIn(search, "line");
}

function numberIn(search: string, name: string): number | null {
  const given = new URLSearchParams(search).get(name);
  return given !== null && /^\d{1,15}$/.test(given) ? Number(given) : null;
}
