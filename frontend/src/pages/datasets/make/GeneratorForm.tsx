import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState, type SyntheticEvent } from "react";
import { api, unwrap } from "../../../api/client";
import { toApiError } from "../../../api/errors";
import { keys } from "../../../api/keys";
import type { Schemas } from "../../../api/types";
import { KINDS } from "../../../lib/dataset-words";
import { RequestKey } from "../../../lib/idempotency";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { ErrorNotice } from "../../../ui/Notice";
import { RecipeInput } from "../../new-job/RecipeInput";
import { RowTurns } from "../RowTurns";
import { ListInput } from "./ListInput";
import { build, formOf, UNTOUCHED } from "./options";
import shared from "../Datasets.module.css";
import styles from "./Make.module.css";

type Generator = Schemas["GeneratorInfo"];

/** A generator's options, rows that it would make with them, and the button that has it made. */
export function GeneratorForm({ generator }: { generator: Generator }) {
  const form = useMemo(() => formOf(generator.json_schema), [generator]);
  const [typed, setTyped] = useState(UNTOUCHED);
  const [name, setName] = useState(generator.title);
  const built = build(form, typed);
  const make = useGenerate();
  const look = useMutation({
    mutationFn: (options: Record<string, unknown>) => {
      const params = { path: { name: generator.name } };
      return unwrap(api.POST("/api/generators/{name}/examples", { params, body: { options } }));
    },
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (built.ok)
      make.mutate({ generator: generator.name, name: name.trim(), options: built.options });
  };
  const problem = make.error ?? look.error;
  const error = problem && toApiError(problem);
  const complaint = (field: string): string | undefined =>
    (built.ok ? undefined : built.complaints[field]) ??
    (error?.field === field || error?.field === `options.${field}` ? error.message : undefined);
  const shown = look.data ?? { kind: generator.kind, rows: generator.examples };
  return (
    <form className={shared.part} onSubmit={submit} noValidate>
      <div className={shared.fields}>
        {form.fields.map((field) => (
          <RecipeInput
            key={field.name}
            field={field}
            base={form.defaults[field.name] ?? null}
            typed={typed.texts[field.name]}
            changed={false}
            error={complaint(field.name)}
            onType={(text) => setTyped({ ...typed, texts: { ...typed.texts, [field.name]: text } })}
            onReset={() => undefined}
          />
        ))}
      </div>
      {form.lists.map((field) => (
        <ListInput
          key={field.name}
          field={field}
          chosen={typed.lists[field.name] ?? field.chosen}
          error={complaint(field.name)}
          onChange={(chosen) =>
            setTyped({ ...typed, lists: { ...typed.lists, [field.name]: chosen } })
          }
        />
      ))}
      <section className={styles.examples} aria-label="Examples">
        <div className={shared.taskHead}>
          <h2 className={styles.title}>Rows that it makes: {KINDS[shown.kind][0]}</h2>
          <Button
            small
            disabled={!built.ok || look.isPending}
            onClick={() => built.ok && look.mutate(built.options)}
          >
            Show with these options
          </Button>
        </div>
        {shown.rows.slice(0, 3).map((row, i) => (
          <div key={i} className={styles.example}>
            <RowTurns row={row} />
          </div>
        ))}
      </section>
      <Field label="Name" error={complaint("name")}>
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
      {error && <ErrorNotice error={error} />}
      <div>
        <Button
          type="submit"
          kind="primary"
          disabled={!built.ok || make.isPending || name.trim() === ""}
        >
          Make this dataset
        </Button>
      </div>
    </form>
  );
}

function useGenerate() {
  const client = useQueryClient();
  const key = useRef(new RequestKey());
  return useMutation({
    mutationFn: (body: Schemas["GeneratedSpec"]) => {
      const header = { "idempotency-key": key.current.for(JSON.stringify(body)) };
      return unwrap(api.POST("/api/datasets/generate", { body, params: { header } }));
    },
    onSuccess: () => {
      window.scrollTo({ top: 0 }); // how far it is stands there
      return client.invalidateQueries({ queryKey: keys.tasks });
    },
  });
}
