/** A curve that grows: points come in batches, may come twice, and may be taken back by a resume. */
import type { Curve, MetricsFrame, TrainingPoint, ValidationPoint } from "../api/types";

export interface LiveCurve extends Curve {
  /** The execution that the newest points belong to. */
  attempt: number;
}

/**
 * The curve with a frame's points behind it. Points of an execution that a newer one has replaced
 * are dropped; a newer one takes back the points after the step it resumed from; a step that is
 * already there is not added again. Returns the same object when nothing changed.
 */
export function appendFrame(curve: LiveCurve, frame: MetricsFrame): LiveCurve {
  if (frame.attempt < curve.attempt) return curve;
  const base = frame.attempt > curve.attempt ? resumedAt(curve, frame) : curve;
  const training = newSteps(base.training.step, frame.training);
  const validation = newSteps(base.validation.step, frame.validation);
  if (base === curve && training.length === 0 && validation.length === 0) return curve;
  return {
    ...base,
    training: append(base.training, training),
    validation: append(base.validation, validation),
  };
}

function newSteps<P extends { step: number }>(steps: number[], points: P[]): P[] {
  let last = steps.at(-1) ?? -1;
  return points.filter((point) => {
    if (point.step <= last) return false;
    last = point.step;
    return true;
  });
}

function resumedAt(curve: LiveCurve, frame: MetricsFrame): LiveCurve {
  const first = Math.min(...steps(frame.training), ...steps(frame.validation));
  const train = countBefore(curve.training.step, first);
  const held = countBefore(curve.validation.step, first);
  return {
    ...curve,
    attempt: frame.attempt,
    training: mapColumns(curve.training, (values) => values.slice(0, train)),
    validation: mapColumns(curve.validation, (values) => values.slice(0, held)),
  };
}

function steps(points: (TrainingPoint | ValidationPoint)[]): number[] {
  return points.map((point) => point.step);
}

function countBefore(sorted: number[], limit: number): number {
  const found = sorted.findIndex((step) => step >= limit);
  return found < 0 ? sorted.length : found;
}

type Values = (number | null)[];

/** Each column with the points' values of its name behind it. */
function append<C extends Record<string, Values>>(
  columns: C,
  points: Partial<Record<keyof C, number | null>>[],
): C {
  if (points.length === 0) return columns;
  return mapColumns(columns, (values, name) => [
    ...values,
    ...points.map((point) => point[name] ?? null),
  ]);
}

function mapColumns<C extends Record<string, Values>>(
  columns: C,
  change: (values: Values, name: keyof C) => Values,
): C {
  const changed = Object.entries(columns).map(([name, values]) => [name, change(values, name)]);
  return Object.fromEntries(changed) as C;
}
