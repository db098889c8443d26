/** Numbers, sizes and times in words. The one place that knows the language of the interface. */

export const LOCALE = "en";

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(LOCALE, {
  notation: "compact",
  maximumSignificantDigits: 3,
});
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
const rules = new Intl.PluralRules(LOCALE);
const exact = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full", timeStyle: "long" });

export const NONE = "–";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Maybe<T> = T | null | undefined;

export function formatCount(value: Maybe<number>): string {
  return value == null ? NONE : whole.format(value);
}

/** "1 GPU", "8 GPUs". */
export function plural(count: number, one: string, many: string): string {
  return `${whole.format(count)} ${rules.select(count) === "one" ? one : many}`;
}

/** 1_410_000 -> "1.41M". */
export function formatCompact(value: Maybe<number>): string {
  return value == null ? NONE : compact.format(value);
}

/** Cross-entropy in nats a token. */
export function formatLoss(value: Maybe<number>): string {
  return value == null || !Number.isFinite(value) ? NONE : value.toFixed(value < 10 ? 3 : 2);
}

/** 0.00001 -> "1e-5", 0.25 -> "0.25": as it is written in papers and typed into forms. */
export function formatSmall(value: Maybe<number>, digits = 3): string {
  if (value == null || !Number.isFinite(value)) return NONE;
  if (value === 0) return "0";
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(digits));
  if (size >= 0.01 && size < 10_000) return String(rounded);
  return rounded.toExponential().replace("e+", "e");
}

export function formatRate(tokensPerSecond: Maybe<number>): string {
  return tokensPerSecond == null ? NONE : `${compact.format(tokensPerSecond)} tokens/s`;
}

export function formatBytes(bytes: Maybe<number>): string {
  if (bytes == null) return NONE;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? ""}`;
}

export function formatPercent(fraction: number): string {
  // 100% is said only when it is so.
  return `${Math.min(fraction < 1 ? 99 : 100, Math.floor(fraction * 100))}%`;
}

/** Exact to about a hundredth: "42 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". */
export function formatDuration(seconds: Maybe<number>): string {
  if (seconds == null || !Number.isFinite(seconds)) return NONE;
  const all = Math.max(0, Math.round(seconds));
  if (all < MINUTE) return `${all} s`;
  if (all < HOUR) return pair(all, MINUTE, "min", 1, "s");
  if (all < DAY) return pair(all, HOUR, "h", MINUTE, "min");
  return pair(all, DAY, "d", HOUR, "h");
}

function pair(all: number, big: number, bigName: string, small: number, smallName: string): string {
  const first = Math.floor(all / big);
  const second = Math.floor((all % big) / small);
  return second ? `${first} ${bigName} ${second} ${smallName}` : `${first} ${bigName}`;
}

/** A forecast, no more exact than it can be: "about 3 minutes left". */
export function formatTimeLeft(seconds: Maybe<number>): string | null {
  if (seconds == null || !Number.isFinite(seconds)) return null;
  if (seconds < 5) return "a few seconds left";
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} seconds left`;
  if (seconds < 90) return "about a minute left";
  if (seconds < 55 * MINUTE) return `about ${Math.round(seconds / MINUTE)} minutes left`;
  if (seconds < 90 * MINUTE) return "about an hour left";
  if (seconds < 10 * HOUR) {
    const halves = Math.round((seconds / HOUR) * 2) / 2;
    return `about ${halves} hours left`;
  }
  if (seconds < 36 * HOUR) return `about ${Math.round(seconds / HOUR)} hours left`;
  return `about ${Math.round(seconds / DAY)} days left`;
}

/** "3 minutes ago"; within a few seconds "just now". */
export function formatRelative(when: Date, now: Date): string {
  const seconds = (when.getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  if (size < 10) return "just now";
  if (size < MINUTE) return relative.format(Math.round(seconds), "second");
  if (size < HOUR) return relative.format(Math.round(seconds / MINUTE), "minute");
  if (size < DAY) return relative.format(Math.round(seconds / HOUR), "hour");
  return relative.format(Math.round(seconds / DAY), "day");
}

export function formatExact(when: Date): string {
  return exact.format(when);
}
