import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type SyntheticEvent } from "react";
import { useLocation } from "wouter";
import { api, unwrap } from "../../../api/client";
import { toApiError } from "../../../api/errors";
import { keys } from "../../../api/keys";
import { datasetsQuery } from "../../../api/queries";
import { RequestKey } from "../../../lib/idempotency";
import { Button } from "../../../ui/Button";
import { Disclosure } from "../../../ui/Disclosure";
import { Field } from "../../../ui/Field";
import { ErrorNotice, Notice } from "../../../ui/Notice";
import { requestOf, type Choices, type Preview, type Source } from "./preview";
import shared from "../Datasets.module.css";

interface Props {
  source: Source;
  choices: Choices;
  preview: Preview;
  name: string;
}

const LENGTHS = [256, 512, 1024, 2048, 4096];

/** The name, what to check against, and off it goes. */
export function ImportForm({ source, choices, preview, name: given }: Props) {
  const [name, setName] = useState(given);
  const [length, setLength] = useState(512);
  const [validation, setValidation] = useState("");
  const datasets = useQuery(datasetsQuery).data ?? [];
  const client = useQueryClient();
  const key = useRef(new RequestKey());
  const [, go] = useLocation();
  const send = useMutation({
    mutationFn: () => {
      const body = {
        ...requestOf(source, choices),
        max_length: length,
        ...(name.trim() && { name: name.trim() }),
        ...(validation && { validation }),
      };
      const header = { "idempotency-key": key.current.for(JSON.stringify(body)) };
      return unwrap(api.POST("/api/datasets/import", { body, params: { header } }));
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.tasks });
      go("/datasets");
    },
  });
  const error = send.error && toApiError(send.error);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    send.mutate();
  };
  const bad = preview.read - preview.convertible;
  return (
    <form className={shared.narrow} onSubmit={submit} noValidate>
      {bad > 0 && (
        <Notice tone="warn">
          <p>
            {bad} of the first {preview.read} rows cannot be converted. They are kept as they are
            and named in the report; a cleaned copy leaves them out.
          </p>
        </Notice>
      )}
      <Field
        label="Name of the dataset"
        error={error?.field === "name" ? error.message : undefined}
      >
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
      <Disclosure title="Checks" hint="what every row is measured against">
        <div className={shared.fields}>
          <Field label="Sequence length" help="Longer rows are cut when a model reads them.">
            {(control) => (
              <select
                {...control}
                value={length}
                onChange={(event) => setLength(Number(event.target.value))}
              >
                {LENGTHS.map((each) => (
                  <option key={each} value={each}>
                    {each} tokens
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field
            label="Validation set"
            help="Rows that are in it too are named: what a model was tested on, it must not learn."
          >
            {(control) => (
              <select
                {...control}
                value={validation}
                onChange={(event) => setValidation(event.target.value)}
              >
                <option value="">None</option>
                {datasets.map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      </Disclosure>
      {error && error.field !== "name" && <ErrorNotice error={error} />}
      <div>
        <Button type="submit" kind="primary" disabled={send.isPending || send.isSuccess}>
          Import every row
        </Button>
      </div>
    </form>
  );
}
