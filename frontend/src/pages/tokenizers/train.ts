/** From what a person chose to what is sent to train a tokenizer. Pure: no React, no network. */
import type { Schemas } from "../../api/types";

export type TrainBody = Schemas["TokenizerSpec"];

export interface Chosen {
  share: string;
  /** Empty: as much as its share gives. */
  most: string;
}

export interface TrainChoices {
  name: string;
  vocabulary: string;
  characters: string;
  seed: string;
  /** By `dataset:<id>` or `open:<name>`. */
  sources: Record<string, Chosen>;
}

export const FIRST_CHOICES: TrainChoices = {
  name: "",
  vocabulary: "6400",
  characters: "8000000",
  seed: "0",
  sources: {},
};

export type TrainComplaints = Record<string, string>;

export type BuiltTraining =
  { ok: true; body: TrainBody } | { ok: false; complaints: TrainComplaints };

/** The request, or what is wrong with it; the server looks again. */
export function buildTraining(choices: TrainChoices): BuiltTraining {
  const complaints: TrainComplaints = {};
  const number = (field: string, typed: string, least: number): number => {
    const value = Number(typed.replaceAll(/[\s,_]/g, ""));
    if (typed.trim() === "" || !Number.isFinite(value) || value < least) {
      complaints[field] = `A number from ${least} on.`;
    }
    return value;
  };
  if (!choices.name.trim()) complaints.name = "Give it a name.";
  const picked = Object.entries(choices.sources);
  if (picked.length === 0) complaints.sources = "Choose at least one source.";
  const sources = picked.map(([key, { share, most }], place) => {
    const [kind = "", ...rest] = key.split(":");
    const named = kind === "dataset" ? { dataset: rest.join(":") } : { open: openName(rest) };
    return {
      ...named,
      share: number(`sources.${place}.share`, share, 0.001),
      characters: most.trim() ? number(`sources.${place}.characters`, most, 1) : null,
    };
  });
  const body: TrainBody = {
    name: choices.name.trim(),
    sources,
    vocab_size: number("vocab_size", choices.vocabulary, 259),
    characters: number("characters", choices.characters, 1000),
    seed: number("seed", choices.seed, 0),
  };
  return Object.keys(complaints).length > 0 ? { ok: false, complaints } : { ok: true, body };
}

function openName(parts: string[]): NonNullable<Schemas["TextSourceSpec"]["open"]> {
  return parts.join(":") as NonNullable<Schemas["TextSourceSpec"]["open"]>;
}
