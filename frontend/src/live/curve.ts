/** A curve that grows: points come in batches, may come twice, and may be taken back by a resume. */
import type {
  Curve,
  MetricsFrame,
  TrainingCurve,
  TrainingPoint,
  ValidationPoint,
} from "../api/types";

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
    training: appendTraining(base.training, training),
    validation: {
      step: [...base.validation.step, ...validation.map((point) => point.step)],
      loss: [...base.validation.loss, ...validation.map((point) => point.loss)],
    },
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
  const { training, validation } = curve;
  return {
    ...curve,
    attempt: frame.attempt,
    training: {
      step: training.step.slice(0, train),
      seconds: training.seconds.slice(0, train),
      loss: training.loss.slice(0, train),
      learning_rate: training.learning_rate.slice(0, train),
      grad_norm: training.grad_norm.slice(0, train),
      tokens_per_s: training.tokens_per_s.slice(0, train),
    },
    validation: { step: validation.step.slice(0, held), loss: validation.loss.slice(0, held) },
  };
}

function steps(points: (TrainingPoint | ValidationPoint)[]): number[] {
  return points.map((point) => point.step);
}

function countBefore(sorted: number[], limit: number): number {
  const found = sorted.findIndex((step) => step >= limit);
  return found < 0 ? sorted.length : found;
}

function appendTraining(curve: TrainingCurve, points: TrainingPoint[]): TrainingCurve {
  if (points.length === 0) return curve;
  return {
    step: [...curve.step, ...points.map((point) => point.step)],
    seconds: [...curve.seconds, ...points.map((point) => point.seconds)],
    loss: [...curve.loss, ...points.map((point) => point.loss)],
    learning_rate: [...curve.learning_rate, ...points.map((point) => point.learning_rate)],
    grad_norm: [...curve.grad_norm, ...points.map((point) => point.grad_norm)],
    tokens_per_s: [...curve.tokens_per_s, ...points.map((point) => point.tokens_per_s)],
  };
}
