import { useQuery } from "@tanstack/react-query";
import { toApiError } from "../../api/errors";
import { nodesQuery } from "../../api/queries";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Loading } from "../../ui/Loading";
import { ErrorNotice } from "../../ui/Notice";
import { PageTitle } from "../../ui/PageTitle";
import { Machine } from "./Machine";

const LOOK_EVERY = 10_000;

/** What there is to train on, how busy it is, and why something cannot be used. */
export default function MachinesPage() {
  const nodes = useQuery({ ...nodesQuery, refetchInterval: LOOK_EVERY });
  return (
    <>
      <PageTitle title="Machines">What jobs run on, and how busy it is.</PageTitle>
      {nodes.isPending && <Loading label="Looking for machines" />}
      {nodes.isError && !nodes.data && (
        <ErrorNotice
          error={toApiError(nodes.error)}
          actions={
            <Button small onClick={() => void nodes.refetch()}>
              Try again
            </Button>
          }
        />
      )}
      {nodes.data?.length === 0 && (
        <Empty>
          <p>No machine has reported yet. One does a few seconds after its worker starts.</p>
        </Empty>
      )}
      {nodes.data?.map((node) => (
        <Machine key={node.name} node={node} />
      ))}
    </>
  );
}
