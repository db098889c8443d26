import { useQuery } from "@tanstack/react-query";
import { toApiError } from "../../../api/errors";
import type { Dataset, Task } from "../../../api/types";
import { stateOf } from "../../../lib/dataset-words";
import { Button } from "../../../ui/Button";
import { Empty } from "../../../ui/Empty";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice } from "../../../ui/Notice";
import { reportQuery } from "../queries";
import { ReportView } from "../report/ReportView";
import { useCheck } from "./use-check";

/** What was found in a dataset, or how to find out. */
export function ReportTab({ dataset, tasks }: { dataset: Dataset; tasks: Task[] }) {
  const state = stateOf(dataset, tasks);
  const known = state === "ready" || state === "faulty";
  const report = useQuery({ ...reportQuery(dataset.id), enabled: known });
  const check = useCheck(dataset);
  if (report.data) return <ReportView dataset={dataset} report={report.data} />;
  if (known && report.isPending) return <Loading label="Loading the report" />;
  const error = report.error ? toApiError(report.error) : null;
  return (
    <Empty>
      {error && error.status !== 404 && <ErrorNotice error={error} />}
      {state === "checking" ? (
        <p>Every row is being looked at. The report comes when that is done.</p>
      ) : (
        <>
          <p>
            Nobody has looked at these rows yet. A check finds those that cannot be trained, or look
            wrong, and counts their tokens.
          </p>
          {check.error && <ErrorNotice error={toApiError(check.error)} />}
          <div>
            <Button kind="primary" disabled={check.isPending} onClick={() => check.mutate()}>
              Check every row
            </Button>
          </div>
        </>
      )}
    </Empty>
  );
}
