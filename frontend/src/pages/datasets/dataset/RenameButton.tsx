import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState, type SyntheticEvent } from "react";
import { api, unwrap } from "../../../api/client";
import { toApiError } from "../../../api/errors";
import { keys } from "../../../api/keys";
import type { Dataset } from "../../../api/types";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { ErrorNotice } from "../../../ui/Notice";
import ui from "../../../ui/ui.module.css";

/** Another name; nothing else of a dataset ever changes. */
export function RenameButton({ dataset }: { dataset: Dataset }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const [name, setName] = useState(dataset.name);
  const client = useQueryClient();
  const rename = useMutation({
    mutationFn: () => {
      const params = { path: { dataset_id: dataset.id } };
      return unwrap(api.PATCH("/api/datasets/{dataset_id}", { params, body: { name } }));
    },
    onSuccess: async (changed) => {
      client.setQueryData(keys.dataset(dataset.id), changed);
      dialog.current?.close();
      await client.invalidateQueries({ queryKey: keys.datasetList });
    },
  });
  const error = rename.error && toApiError(rename.error);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <>
      <Button
        onClick={() => {
          rename.reset();
          setName(dataset.name);
          dialog.current?.showModal();
        }}
      >
        Rename
      </Button>
      <dialog ref={dialog} className={ui.dialog} aria-labelledby={title}>
        <form className={ui.dialogBody} onSubmit={submit} noValidate>
          <h2 id={title}>Rename the dataset</h2>
          <Field label="Name" error={error?.field === "name" ? error.message : undefined}>
            {(control) => (
              <input
                {...control}
                type="text"
                maxLength={100}
                autoComplete="off"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          {error && error.field !== "name" && <ErrorNotice error={error} />}
          <div className={ui.dialogActions}>
            <Button onClick={() => dialog.current?.close()}>Cancel</Button>
            <Button
              type="submit"
              kind="primary"
              disabled={rename.isPending || name.trim() === "" || name === dataset.name}
            >
              Rename
            </Button>
          </div>
        </form>
      </dialog>
    </>
  );
}
