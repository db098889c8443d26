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

/** The row that an address names; null: none. */
export function rowOf(search: string): number | null {
  const given = new URLSearchParams(search).get("row");
  return given !== null && /^\d{1,15}$/.test(given) ? Number(given) : null;
}
