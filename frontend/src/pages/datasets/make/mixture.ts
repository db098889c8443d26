/** What a mixture is asked for, out of what was typed. */
import type { Dataset, Schemas } from "../../../api/types";

type Spec = Schemas["MixtureSpec"];

export interface Part {
  key: number;
  dataset: string;
  weight: string;
  most: string;
}

export interface Mixture {
  name: string;
  parts: Part[];
  by: NonNullable<Spec["by"]>;
  total: string;
  repeat: boolean;
  once: boolean;
  side: NonNullable<Spec["side"]>;
  /** In percent. */
  fraction: string;
}

export const EMPTY: Mixture = {
  name: "",
  parts: [0, 1].map((key) => ({ key, dataset: "", weight: "", most: "" })),
  by: "rows",
  total: "",
  repeat: false,
  once: true,
  side: "all",
  fraction: "5",
};

export type Complaints = Record<string, string>;
export type Built = { ok: true; spec: Spec } | { ok: false; complaints: Complaints };

/** Datasets that can be mixed with what is chosen already: sound ones of the same kind. */
export function mixable(datasets: Dataset[], parts: Part[]): Dataset[] {
  const first = parts
    .map((part) => datasets.find((each) => each.id === part.dataset))
    .find(Boolean);
  return datasets.filter((each) => each.ready && (!first || each.kind === first.kind));
}

export function build(mixture: Mixture): Built {
  const complaints: Complaints = {};
  const parts = mixture.parts.filter((part) => part.dataset !== "");
  if (parts.length === 0) complaints.parts = "Choose at least one dataset.";
  const told = mixture.parts.flatMap((part, i) => {
    if (part.dataset === "") return [];
    const weight = number(part.weight);
    const most = number(part.most);
    if (Number.isNaN(weight) || (weight !== null && weight <= 0)) {
      complaints[`parts.${i}.weight`] = "Give a number above 0.";
    }
    if (bad(most)) complaints[`parts.${i}.max_rows`] = "Give a whole number above 0.";
    if (weight !== null && most !== null) {
      complaints[`parts.${i}.max_rows`] = "Give a weight or a limit, not both.";
    }
    return [
      {
        dataset: part.dataset,
        ...(weight !== null && { weight }),
        ...(most !== null && { max_rows: most }),
      },
    ];
  });
  const total = number(mixture.total);
  if (bad(total)) complaints.total = "Give a whole number above 0.";
  const percent = number(mixture.fraction) ?? 5;
  if (!(percent > 0 && percent < 100)) complaints.fraction = "Give a number between 0 and 100.";
  if (mixture.name.trim() === "") complaints.name = "Give the mixture a name.";
  if (Object.keys(complaints).length > 0) return { ok: false, complaints };
  const { by, repeat, once: drop_duplicates, side } = mixture;
  return {
    ok: true,
    spec: {
      name: mixture.name.trim(),
      parts: told,
      ...{ by, repeat, drop_duplicates, side, seed: 1, fraction: percent / 100 },
      ...(total !== null && { total }),
    },
  };
}

function bad(value: number | null): boolean {
  return value !== null && !(Number.isInteger(value) && value > 0);
}

/** Null for nothing, NaN for what is no number. */
function number(text: string): number | null {
  const plain = text.trim().replaceAll(",", "");
  return plain === "" ? null : Number(plain);
}
