/** The two curves of a job in the one shape that uPlot draws: columns over common steps. */
import type { Curve } from "../../api/types";
import { formatCount, formatLoss } from "../../lib/format";

/** Undefined: nothing was measured at this step (no gap). Null: not a finite number (a gap). */
type Column = (number | null | undefined)[];

export interface ChartData {
  step: number[];
  training: Column;
  heldOut: Column;
  guess: Column;
}

export function chartData(curve: Curve): ChartData {
  const { training, validation, unigram_entropy: entropy } = curve;
  const data: ChartData = { step: [], training: [], heldOut: [], guess: [] };
  let t = 0;
  let v = 0;
  while (t < training.step.length || v < validation.step.length) {
    const step = Math.min(training.step[t] ?? Infinity, validation.step[v] ?? Infinity);
    data.step.push(step);
    data.training.push(training.step[t] === step ? training.loss[t++] : undefined);
    data.heldOut.push(validation.step[v] === step ? validation.loss[v++] : undefined);
    data.guess.push(entropy ?? undefined);
  }
  return data;
}

/** The newest value at or before `index`, and where it is. */
export function lastAt(column: Column, index: number): number | null {
  for (let at = index; at >= 0; at -= 1) {
    const value = column[at];
    if (value !== undefined) return value;
  }
  return null;
}

function firstOf(losses: (number | null)[]): number | null {
  return losses.find((loss) => loss !== null) ?? null;
}

function course(first: number, last: number, steps: number): string {
  if (steps === 1) return `was ${formatLoss(last)} at the first step`;
  const count = `${formatCount(steps)} steps`;
  if (first === last) return `stayed at ${formatLoss(last)} for ${count}`;
  const way = last < first ? "fell" : "rose";
  return `${way} from ${formatLoss(first)} to ${formatLoss(last)} in ${count}`;
}

/** The chart in sentences, for those who do not see it and those who want the gist. */
export function summarize(curve: Curve): string {
  const { training, validation, unigram_entropy: entropy } = curve;
  const sentences: string[] = [];
  const first = firstOf(training.loss);
  const last = firstOf([...training.loss].reverse());
  const steps = training.step.at(-1);
  if (first !== null && last !== null && steps !== undefined) {
    sentences.push(`The training loss ${course(first, last, steps)}.`);
  }
  const held = validation.loss.at(-1);
  const at = `at step ${formatCount(validation.step.at(-1))}`;
  if (held === null) sentences.push("The last held-out loss is not a number.");
  if (held != null && entropy === null) {
    sentences.push(`On text held out from training it was ${formatLoss(held)} ${at}.`);
  }
  if (held != null && entropy !== null) {
    const side = held < entropy ? "below" : "above";
    sentences.push(
      `On text held out from training it was ${formatLoss(held)} ${at}, ` +
        `${formatLoss(Math.abs(entropy - held))} ${side} guessing by word frequency (${formatLoss(entropy)}).`,
    );
  }
  return sentences.join(" ");
}
