/** What a cleaned copy does with each kind of problem, and what that costs. */
import type { ProblemGroup, Treatment } from "../../../api/types";
import { plural } from "../../../lib/format";

export type Treatments = Record<string, Treatment>;

export const TREATMENT_WORDS: Record<Treatment, string> = {
  drop: "Leave them out",
  fix: "Mend them",
  keep: "Keep them",
};

/** What is proposed for each. */
export function proposed(groups: ProblemGroup[]): Treatments {
  return Object.fromEntries(
    groups.flatMap(({ problem, treatments: [first] }) => (first ? [[problem, first]] : [])),
  );
}

/** "3 rows are left out", for one group. */
export function effectWords({ rows }: Pick<ProblemGroup, "rows">, treatment: Treatment): string {
  const count = plural(rows, "row", "rows");
  const are = rows === 1 ? "is" : "are";
  if (treatment === "drop") return `${count} ${are} left out`;
  return treatment === "fix" ? `${count} ${are} mended` : `${count} ${are} kept`;
}

/**
 * The sum of it. A row with two problems is counted in two groups, so more than the largest group
 * and up to all of them together are left out.
 */
export function sumWords(groups: ProblemGroup[], chosen: Treatments, rows: number): string {
  const dropped = groups.filter(({ problem }) => chosen[problem] === "drop").map((g) => g.rows);
  const least = Math.max(0, ...dropped);
  const most = Math.min(
    rows,
    dropped.reduce((sum, each) => sum + each, 0),
  );
  if (most === 0) return `All ${plural(rows, "row", "rows")} are kept.`;
  const left = rows - most;
  if (least === most) {
    return `${plural(most, "row is", "rows are")} left out, ${plural(left, "row stays", "rows stay")}.`;
  }
  const range = `${least.toLocaleString("en")} to ${plural(most, "row is", "rows are")}`;
  return `${range} left out (one may have several problems), at least ${plural(left, "row stays", "rows stay")}.`;
}
