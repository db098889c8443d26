import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { api, unwrap } from "../../../api/client";
import { toApiError } from "../../../api/errors";
import { keys } from "../../../api/keys";
import type { Dataset, Task } from "../../../api/types";
import { STAGE_OF, stateOf } from "../../../lib/dataset-words";
import { Button, ButtonLink, DownloadLink } from "../../../ui/Button";
import { ConfirmButton } from "../../../ui/ConfirmButton";
import { ErrorNotice } from "../../../ui/Notice";
import { RenameButton } from "./RenameButton";
import { useCheck } from "./use-check";

/** What one may do with a dataset. */
export function Actions({ dataset, tasks }: { dataset: Dataset; tasks: Task[] }) {
  const check = useCheck(dataset);
  const state = stateOf(dataset, tasks);
  return (
    <>
      {check.error && <ErrorNotice error={toApiError(check.error)} />}
      {state !== "faulty" && (
        <ButtonLink
          kind="primary"
          href={`/new?stage=${STAGE_OF[dataset.kind]}&dataset=${encodeURIComponent(dataset.id)}`}
        >
          Train on it
        </ButtonLink>
      )}
      {state === "faulty" && (
        <ButtonLink kind="primary" href={`/datasets/${dataset.id}/clean`}>
          Clean it
        </ButtonLink>
      )}
      <DownloadLink href={`/api/datasets/${dataset.id}/file`}>Download</DownloadLink>
      <Button
        disabled={check.isPending || state === "checking"}
        title="Looks at every row once more"
        onClick={() => check.mutate()}
      >
        {state === "unchecked" ? "Check" : "Check again"}
      </Button>
      <RenameButton dataset={dataset} />
      <DeleteButton dataset={dataset} />
    </>
  );
}

function DeleteButton({ dataset }: { dataset: Dataset }) {
  const client = useQueryClient();
  const [, go] = useLocation();
  const remove = useMutation({
    mutationFn: () => {
      const params = { path: { dataset_id: dataset.id } };
      return unwrap(api.DELETE("/api/datasets/{dataset_id}", { params }));
    },
    onSuccess: async () => {
      go("/datasets");
      client.removeQueries({ queryKey: keys.dataset(dataset.id) });
      await client.invalidateQueries({ queryKey: keys.datasetList });
    },
  });
  return (
    <ConfirmButton
      title="Delete this dataset?"
      text={
        <p>
          Its rows and its report are removed from the disk. Jobs and checkpoints that used it hold
          on to it: then it cannot be deleted.
        </p>
      }
      keep="Keep it"
      go="Delete it"
      busy={remove.isPending}
      error={remove.error && toApiError(remove.error)}
      onOpen={() => remove.reset()}
      onGo={() => remove.mutateAsync()}
    >
      Delete
    </ConfirmButton>
  );
}
