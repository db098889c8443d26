/** Figures of tokenizers in words. Pure: no React, no network. */
import { LOCALE, NONE } from "../../lib/format";
import type { Length, Tokenizer } from "./queries";

const short = new Intl.NumberFormat(LOCALE, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

const LANGUAGES: Record<string, string> = { en: "English", zh: "Chinese" };

export function languageName(code: string): string {
  return LANGUAGES[code] ?? code;
}

/** How many characters, or bytes, one token carries: more is shorter. */
export function perToken(length: Length | undefined, unit: "characters" | "bytes"): string {
  return length && length.tokens > 0 ? short.format(length[unit] / length.tokens) : NONE;
}

/** "trained on poems and 2 more", "imported", "shipped". */
export function originOf({ origin }: Pick<Tokenizer, "origin">): string {
  if (origin.how !== "trained") return typeof origin.how === "string" ? origin.how : "";
  const names = Array.isArray(origin.sources)
    ? origin.sources.map((source) => (source as { name?: unknown }).name)
    : [];
  const [first, ...others] = names.filter((name) => typeof name === "string");
  if (first === undefined) return "trained here";
  return others.length > 0
    ? `trained on ${first} and ${others.length} more`
    : `trained on ${first}`;
}

/** Against the first of those compared: "12% fewer tokens", "the same". */
export function against(tokens: number, first: number): string {
  if (first === 0 || tokens === first) return "the same number of tokens";
  const share = Math.abs(tokens - first) / first;
  const percent = share < 0.01 ? "less than 1%" : `${Math.round(share * 100)}%`;
  return `${percent} ${tokens < first ? "fewer" : "more"} tokens`;
}

/** The marks that a token's invisible characters are shown by. */
export function visible(text: string): string {
  return text.replaceAll("\n", "⏎").replaceAll("\t", "⇥").replaceAll("\r", "␍");
}

/** Parameters of a size under another vocabulary: the table of words is tied to the output. */
export function parametersWith(
  size: { parameters: number; config: Record<string, unknown> },
  vocabulary: number,
): number {
  const { hidden_size: hidden, vocab_size: words } = size.config;
  if (typeof hidden !== "number" || typeof words !== "number") return size.parameters;
  return size.parameters + (vocabulary - words) * hidden;
}
