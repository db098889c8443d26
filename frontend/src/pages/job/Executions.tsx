import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { keys } from "../../api/keys";
import type { Attempt, Job } from "../../api/types";
import { formatCount, formatDuration } from "../../lib/format";
import { causeWords } from "../../lib/job-words";
import { useNow } from "../../lib/use-now";
import { Disclosure } from "../../ui/Disclosure";
import { Ago } from "../../ui/Time";
import { cleanupWords, lasted, outcomeWords } from "./attempt-words";
import styles from "./Executions.module.css";

const UNDER_WAY: readonly Job["status"][] = ["starting", "running", "stopping", "pausing"];

interface Props {
  job: Job;
  attempts: Attempt[];
}

/** Every time the job was started: how that ended, why, and whether all of it was given back. */
export function Executions({ job, attempts }: Props) {
  useNews(job, attempts);
  if (attempts.length === 0) return null;
  const newestFirst = [...attempts].sort((a, b) => b.number - a.number);
  return (
    <Disclosure title="Executions" hint={formatCount(attempts.length)}>
      <ol role="list" className={styles.list}>
        {newestFirst.map((attempt) => (
          <Execution key={attempt.number} attempt={attempt} />
        ))}
      </ol>
    </Disclosure>
  );
}

function Execution({ attempt }: { attempt: Attempt }) {
  const now = useNow(1000);
  const seconds = lasted(attempt, now);
  const cleanup = cleanupWords(attempt.cleanup);
  const cause = causeWords(attempt.cause, attempt.reason);
  return (
    <li className={styles.execution}>
      <h3>
        {attempt.number}. {outcomeWords(attempt)}
        {cause !== null && <>: {cause.charAt(0).toLowerCase() + cause.slice(1)}</>}
      </h3>
      <p className={styles.facts}>
        {attempt.started_at !== null && (
          <span>
            started <Ago at={attempt.started_at} />
          </span>
        )}
        {attempt.ended_at !== null && seconds !== null && (
          <span>lasted {formatDuration(seconds)}</span>
        )}
        {!!attempt.start_step && <span>went on from step {formatCount(attempt.start_step)}</span>}
        {attempt.node !== null && (
          <span>
            on <span className="foreign">{attempt.node}</span>
          </span>
        )}
      </p>
      {attempt.reason !== null && <p className="foreign">{attempt.reason}</p>}
      {cleanup !== null && <p className={styles.facts}>{cleanup}</p>}
    </li>
  );
}

/** The stream tells of the job, not of its executions: what is new of them is asked for. */
function useNews(job: Job, attempts: Attempt[]): void {
  const client = useQueryClient();
  const { id, status } = job;
  const going = attempts.find((each) => each.ended_at === null);
  const begun = status === "running" && going?.start_step === null;
  const stale = begun || (going !== undefined && !UNDER_WAY.includes(status));
  useEffect(() => {
    if (stale) void client.invalidateQueries({ queryKey: keys.job(id), exact: true });
  }, [client, id, status, stale]);
}
