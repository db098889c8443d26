/** What charts of a report say in words. */
import { formatCompact, formatCount, formatPercent } from "../../../lib/format";
import type { Histogram } from "../../../api/types";

export interface Bucket {
  from: number;
  /** Exclusive; null: no end. */
  to: number | null;
  rows: number;
}

/** The part that holds something, from the first to the last such bucket. */
export function buckets({ edges, counts }: Histogram): Bucket[] {
  const all = counts.map((rows, i) => ({ from: edges[i] ?? 0, to: edges[i + 1] ?? null, rows }));
  const first = all.findIndex((each) => each.rows > 0);
  const last = all.findLastIndex((each) => each.rows > 0);
  return first < 0 ? [] : all.slice(first, last + 1);
}

/** The bucket in which the row lies that `share` of all rows do not exceed. */
export function bucketAt(histogram: Histogram, share: number): Bucket | null {
  const all = buckets(histogram);
  const rows = all.reduce((sum, each) => sum + each.rows, 0);
  let seen = 0;
  for (const each of all) {
    seen += each.rows;
    if (seen >= rows * share) return each;
  }
  return null;
}

export function bucketWords({ from, to }: Bucket): string {
  if (to === null) return `${formatCount(from)} or more`;
  return to - 1 <= from ? formatCount(from) : `${formatCount(from)} to ${formatCount(to - 1)}`;
}

/** "Half of the rows have 63 tokens or fewer; 95 of 100 have 511 or fewer." */
export function lengthSummary(histogram: Histogram, unit: string): string {
  const half = bucketAt(histogram, 0.5);
  const most = bucketAt(histogram, 0.95);
  if (!half || !most) return "There are no rows to measure.";
  return `Half of the rows have ${atMost(half, unit)}; 95 of 100 have ${atMost(most)}.`;
}

function atMost({ from, to }: Bucket, unit?: string): string {
  const words = unit === undefined ? "" : ` ${unit}`;
  return to === null
    ? `${formatCount(from)}${words} or more`
    : `${formatCount(to - 1)}${words} or fewer`;
}

/** 0.00012 -> "under 0.1%"; 0.034 -> "3.4%": small shares matter here. */
export function shareWords(share: number): string {
  if (share <= 0) return "none";
  if (share < 0.001) return "under 0.1%";
  if (share < 0.1) return `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
  return formatPercent(share);
}

/** "12.3M", and how sure that is. */
export function tokensWords(tokens: number, margin: number): string {
  return margin > 0 ? `${formatCompact(tokens)} ± ${formatCompact(margin)}` : formatCompact(tokens);
}

const SCRIPTS: Record<string, string> = {
  zh: "Chinese",
  en: "English and other Latin scripts",
  other: "Other scripts",
  none: "No letters",
};

/** Scripts with the share of rows that they prevail in, the most frequent first. */
export function languageShares(
  languages: Record<string, number>,
): { name: string; rows: number; share: number }[] {
  const rows = Object.values(languages).reduce((sum, each) => sum + each, 0);
  return Object.entries(languages)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([script, count]) => ({
      name: SCRIPTS[script] ?? script,
      rows: count,
      share: count / rows,
    }));
}
