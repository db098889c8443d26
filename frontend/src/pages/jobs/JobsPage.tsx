import { useQuery } from "@tanstack/react-query";
import { toApiError } from "../../api/errors";
import { jobListQuery, presetsQuery } from "../../api/queries";
import { hasEnded, type Job, type Stage } from "../../api/types";
import { Button } from "../../ui/Button";
import { Loading } from "../../ui/Loading";
import { ErrorNotice } from "../../ui/Notice";
import { PageTitle } from "../../ui/PageTitle";
import { FirstSteps } from "./FirstSteps";
import { JobRow } from "./JobRow";
import styles from "./JobsPage.module.css";

export function JobsPage() {
  const list = useQuery(jobListQuery);
  const presets = useQuery(presetsQuery);
  return (
    <>
      <PageTitle title="Jobs" />
      {list.isPending && <Loading label="Loading the jobs" />}
      {list.isError && !list.data && (
        <ErrorNotice
          error={toApiError(list.error)}
          actions={
            <Button small onClick={() => void list.refetch()}>
              Try again
            </Button>
          }
        />
      )}
      {list.data?.jobs.length === 0 && <FirstSteps />}
      {list.data && <Sections jobs={list.data.jobs} stages={presets.data?.stages} />}
    </>
  );
}

interface SectionsProps {
  jobs: Job[];
  stages: Stage[] | undefined;
}

function Sections({ jobs, stages }: SectionsProps) {
  const sections = [
    { title: "Running", jobs: jobs.filter(isUnderWay) },
    { title: "Waiting", jobs: inOrder(jobs.filter((job) => job.status === "queued")) },
    { title: "Paused", jobs: jobs.filter((job) => job.status === "paused") },
    { title: "Ended", jobs: jobs.filter(hasEnded) },
  ];
  return sections
    .filter((section) => section.jobs.length > 0)
    .map((section) => (
      <section key={section.title} className={styles.section} aria-label={section.title}>
        <h2 className={styles.sectionTitle}>
          {section.title} <span className="soft number">{section.jobs.length}</span>
        </h2>
        <ul role="list">
          {section.jobs.map((job) => (
            <JobRow key={job.id} job={job} stages={stages} />
          ))}
        </ul>
      </section>
    ));
}

function isUnderWay(job: Job): boolean {
  return !hasEnded(job) && job.status !== "queued" && job.status !== "paused";
}

/** The next one to start stands first; one that is held starts last of all. */
function inOrder(waiting: Job[]): Job[] {
  return waiting
    .reverse()
    .sort((a, b) => Number(a.held) - Number(b.held) || b.priority - a.priority);
}
