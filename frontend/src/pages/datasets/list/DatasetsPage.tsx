import { useQuery } from "@tanstack/react-query";
import { toApiError } from "../../../api/errors";
import { datasetsQuery, jobListQuery } from "../../../api/queries";
import { Button, ButtonLink } from "../../../ui/Button";
import { Icon } from "../../../ui/Icon";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice } from "../../../ui/Notice";
import { PageTitle } from "../../../ui/PageTitle";
import { useTasks } from "../use-tasks";
import { DatasetRow } from "./DatasetRow";
import { FirstData } from "./FirstData";
import { Work } from "./Work";
import styles from "../Datasets.module.css";

/** What there is to learn from, and the work on it. */
export function DatasetsPage() {
  const datasets = useQuery(datasetsQuery);
  const tasks = useTasks();
  const jobs = useQuery(jobListQuery).data?.jobs ?? [];
  return (
    <>
      <PageTitle
        title="Datasets"
        actions={
          <ButtonLink kind="primary" href="/datasets/add">
            <Icon name="plus" /> Add data
          </ButtonLink>
        }
      >
        What models learn from: rows of text, conversations or pairs of answers.
      </PageTitle>
      <Work tasks={tasks.data ?? []} />
      {datasets.isPending && <Loading label="Loading datasets" />}
      {datasets.isError && !datasets.data && (
        <ErrorNotice
          error={toApiError(datasets.error)}
          actions={
            <Button small onClick={() => void datasets.refetch()}>
              Try again
            </Button>
          }
        />
      )}
      {datasets.data?.length === 0 && <FirstData />}
      {datasets.data && datasets.data.length > 0 && (
        <ul role="list" className={styles.list}>
          {datasets.data.map((dataset) => (
            <DatasetRow
              key={dataset.id}
              dataset={dataset}
              tasks={tasks.data ?? []}
              jobs={jobs.filter((job) => job.dataset.id === dataset.id).length}
            />
          ))}
        </ul>
      )}
    </>
  );
}
