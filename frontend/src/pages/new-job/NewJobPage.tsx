import { useQuery } from "@tanstack/react-query";
import { useSearch } from "wouter";
import { toApiError } from "../../api/errors";
import {
  checkpointsQuery,
  datasetsQuery,
  jobListQuery,
  nodesQuery,
  presetsQuery,
} from "../../api/queries";
import { Button } from "../../ui/Button";
import { Loading } from "../../ui/Loading";
import { ErrorNotice } from "../../ui/Notice";
import { PageTitle } from "../../ui/PageTitle";
import { tokenizersQuery } from "../tokenizers/queries";
import { JobForm } from "./JobForm";

export default function NewJobPage() {
  const search = useSearch();
  const presets = useQuery(presetsQuery);
  const nodes = useQuery(nodesQuery);
  const datasets = useQuery(datasetsQuery);
  const checkpoints = useQuery(checkpointsQuery);
  const jobs = useQuery(jobListQuery);
  const tokenizers = useQuery(tokenizersQuery);
  const all = [presets, nodes, datasets, checkpoints, jobs];
  const failed = all.find((query) => query.isError && query.data === undefined);
  const ready = presets.data && nodes.data && datasets.data && checkpoints.data && jobs.data;
  return (
    <>
      <PageTitle title="New job" />
      {failed && (
        <ErrorNotice
          error={toApiError(failed.error)}
          actions={
            <Button small onClick={() => all.forEach((query) => void query.refetch())}>
              Try again
            </Button>
          }
        />
      )}
      {!failed && !ready && <Loading label="Loading what can be trained" />}
      {ready && (
        <JobForm
          // Another address is another form: "Fine-tune this" of another checkpoint, for one.
          key={search}
          search={search}
          nodes={nodes.data}
          datasets={datasets.data}
          sources={{
            presets: presets.data,
            checkpoints: checkpoints.data,
            jobs: jobs.data.jobs,
            // Nobody should have to wait for what most never choose.
            tokenizers: tokenizers.data ?? [],
          }}
        />
      )}
    </>
  );
}
