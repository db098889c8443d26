import type { Adjustment, Job, Stage } from "../../api/types";
import { toWords, type JsonValue } from "../../lib/recipe-fields";
import { Notice } from "../../ui/Notice";
import { titleOf } from "./titles";

const WHY: Record<string, string> = {
  asked: "as you asked",
  out_of_memory: "for it ran out of memory",
};

interface Props {
  job: Job;
  stage: Stage | undefined;
}

/** What the job does otherwise than it was submitted, and why. */
export function Adjustments({ job, stage }: Props) {
  if (job.adjustments.length === 0) return null;
  return (
    <Notice>
      <ul role="list" aria-label="What it does otherwise than submitted">
        {job.adjustments.map((change, i) => (
          <li key={i}>{sentence(change, stage)}</li>
        ))}
      </ul>
    </Notice>
  );
}

/** "Rows at once: 8 instead of 16, for it ran out of memory (from execution 2 on)." */
export function sentence(change: Adjustment, stage: Stage | undefined): string {
  const value = (given: unknown): string => toWords(given as JsonValue) || "none";
  const why = WHY[change.why];
  return (
    `${titleOf(change.field, stage)}: ${value(change.new)} instead of ${value(change.old)}` +
    `${why === undefined ? "" : `, ${why}`} (from execution ${change.attempt} on).`
  );
}
