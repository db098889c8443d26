import type { ReactNode } from "react";
import { hasEnded, type Job } from "../../api/types";
import {
  formatCompact,
  formatCount,
  formatDuration,
  formatLoss,
  formatPercent,
  formatRate,
  formatSmall,
} from "../../lib/format";
import { elapsed, fractionDone, standing } from "../../lib/job-words";
import { useNow } from "../../lib/use-now";
import { ProgressBar } from "../../ui/ProgressBar";
import styles from "./JobPage.module.css";

/** The bar and the instruments under it. */
export function JobProgress({ job }: { job: Job }) {
  const fraction = fractionDone(job);
  const ended = hasEnded(job);
  const state = job.status === "done" ? "done" : ended ? "halted" : "going";
  return (
    <section className={styles.progress} aria-label="Progress">
      <div className={styles.barLine}>
        <ProgressBar fraction={fraction} label={`Progress of ${job.name}`} state={state} />
        <p className={styles.standing}>
          <span>{underBar(job)}</span>
          {fraction !== null && <span>{formatPercent(fraction)}</span>}
        </p>
      </div>
      <Stats job={job} />
    </section>
  );
}

/** Where it stands; what a notice above the bar already says is not said twice. */
function underBar(job: Job): string {
  const { step, total_steps: total } = job.progress;
  if (job.status === "queued") return "";
  if (job.status !== "failed") return standing(job);
  return step === null ? "" : `Reached step ${formatCount(step)} of ${formatCount(total)}`;
}

function Stats({ job }: { job: Job }) {
  const { progress, baseline } = job;
  const [rate, unit] = splitUnit(formatRate(progress.tokens_per_s));
  return (
    <dl className={styles.stats}>
      <Stat name="Training loss" value={formatLoss(progress.loss)} />
      <Stat name="Held-out loss" value={formatLoss(progress.validation_loss)}>
        <Gain job={job} />
      </Stat>
      <Stat name="Rate" value={rate} unit={unit}>
        {baseline?.device && `on ${baseline.device}`}
      </Stat>
      <Stat name="Learning rate" value={formatSmall(progress.learning_rate)} />
      <Elapsed job={job} />
      <Stat name="Parameters" value={formatCompact(baseline?.parameters)}>
        {baseline && underParameters(baseline)}
      </Stat>
    </dl>
  );
}

function underParameters(baseline: NonNullable<Job["baseline"]>): string {
  const { parameters, trained_parameters: trained, train_tokens: tokens } = baseline;
  const adapter = trained !== null && trained !== parameters;
  return [
    adapter ? `${formatCompact(trained)} of them trained` : "",
    tokens === null ? "" : `${formatCompact(tokens)} tokens an epoch`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** How far the held-out loss is below what mere word frequency would give. */
function Gain({ job }: { job: Job }) {
  const held = job.progress.validation_loss;
  const guess = job.baseline?.unigram_entropy ?? null;
  if (guess === null) return null;
  if (held === null) return <>guessing would give {formatLoss(guess)}</>;
  const side = held < guess ? "below" : "above";
  return (
    <>
      {formatLoss(Math.abs(guess - held))} {side} guessing ({formatLoss(guess)})
    </>
  );
}

function Elapsed({ job }: { job: Job }) {
  const now = useNow(1000);
  const wall = elapsed(job, now);
  const { seconds } = job.progress;
  return (
    <Stat name={hasEnded(job) ? "Took" : "Elapsed"} value={formatDuration(wall)}>
      {seconds !== null && `${formatDuration(seconds)} of it training`}
    </Stat>
  );
}

interface StatProps {
  name: string;
  value: string;
  unit?: string;
  children?: ReactNode;
}

function Stat({ name, value, unit = "", children }: StatProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={styles.figure}>
        {value} {unit && <small>{unit}</small>}
      </dd>
      {children != null && children !== false && <dd className={styles.under}>{children}</dd>}
    </div>
  );
}

function splitUnit(text: string): [string, string] {
  const [value = "", ...unit] = text.split(" ");
  return [value, unit.join(" ")];
}
