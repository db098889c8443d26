import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { toApiError } from "../../../api/errors";
import type { Dataset } from "../../../api/types";
import { formatCount } from "../../../lib/format";
import { stageWord } from "../../../lib/job-words";
import { Button } from "../../../ui/Button";
import { Empty } from "../../../ui/Empty";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice } from "../../../ui/Notice";
import { Status } from "../../../ui/Status";
import { usesQuery } from "../queries";
import styles from "../Datasets.module.css";

/** Where a dataset comes from, and what it went into. */
export function UsesTab({ dataset }: { dataset: Dataset }) {
  const uses = useQuery(usesQuery(dataset.id));
  if (uses.isPending) return <Loading label="Looking for what uses it" />;
  if (uses.isError) {
    return (
      <ErrorNotice
        error={toApiError(uses.error)}
        actions={
          <Button small onClick={() => void uses.refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  const { sources, datasets, jobs, checkpoints } = uses.data;
  if ([sources, datasets, jobs, checkpoints].every((each) => each.length === 0)) {
    return (
      <Empty>
        <p>Nothing was made from it yet, and it was made from no other dataset.</p>
      </Empty>
    );
  }
  const named = (each: { id: string; name: string }): ReactNode => (
    <Link href={`/datasets/${each.id}`} className="foreign">
      {each.name}
    </Link>
  );
  return (
    <div className={styles.narrow}>
      <Uses title="Made from" items={sources} show={named} />
      <Uses title="Datasets made from it" items={datasets} show={named} />
      <Uses
        title="Jobs"
        items={jobs}
        show={(job) => (
          <>
            <Status status={job.status} />{" "}
            <Link href={`/jobs/${job.id}`} className="foreign">
              {job.name}
            </Link>{" "}
            <span className="soft">{stageWord(job.stage)}</span>
          </>
        )}
      />
      <Uses
        title="Checkpoints that learned from it"
        items={checkpoints}
        show={({ job_id: id, step }) => {
          const job = jobs.find((each) => each.id === id);
          return (
            <Link href={`/jobs/${id}`} className="foreign">
              {job?.name ?? id}, step {formatCount(step)}
            </Link>
          );
        }}
      />
    </div>
  );
}

interface UsesProps<T> {
  title: string;
  items: T[];
  show: (item: T) => ReactNode;
}

function Uses<T extends { id: string }>({ title, items, show }: UsesProps<T>) {
  if (items.length === 0) return null;
  return (
    <section className={styles.part} aria-label={title}>
      <h2 className={styles.sectionTitle}>{title}</h2>
      <ul role="list" className={styles.plainList}>
        {items.map((item) => (
          <li key={item.id}>{show(item)}</li>
        ))}
      </ul>
    </section>
  );
}
