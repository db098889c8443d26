import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, type SyntheticEvent } from "react";
import { Link, useLocation } from "wouter";
import { api, unwrap } from "../../api/client";
import { toApiError } from "../../api/errors";
import { keys } from "../../api/keys";
import { datasetsQuery } from "../../api/queries";
import { RequestKey } from "../../lib/idempotency";
import { Button } from "../../ui/Button";
import { Disclosure } from "../../ui/Disclosure";
import { Field } from "../../ui/Field";
import { Loading } from "../../ui/Loading";
import { ErrorNotice } from "../../ui/Notice";
import { PageTitle } from "../../ui/PageTitle";
import { sourcesQuery } from "./queries";
import { SourceFields } from "./SourceFields";
import { buildTraining, FIRST_CHOICES, type TrainBody, type TrainChoices } from "./train";
import styles from "./Tokenizers.module.css";

/** Which text to learn from, and how many entries. */
export function TrainPage() {
  const datasets = useQuery(datasetsQuery);
  const open = useQuery(sourcesQuery);
  const failed = [datasets, open].find((query) => query.isError && !query.data);
  return (
    <>
      <PageTitle title="Train a tokenizer" above={<Link href="/tokenizers">Tokenizers</Link>}>
        It learns which pieces are frequent in the text you choose. That takes a minute or two on
        the processor.
      </PageTitle>
      {failed && <ErrorNotice error={toApiError(failed.error)} />}
      {!failed && !(datasets.data && open.data) && (
        <Loading label="Loading what there is to read" />
      )}
      {datasets.data && open.data && (
        <TrainForm
          options={[
            ...datasets.data
              .filter((each) => each.errors === 0)
              .map(({ id, name }) => ({ key: `dataset:${id}`, title: name, help: "a dataset" })),
            ...open.data
              .filter((each) => each.available)
              .map(({ name, help }) => ({ key: `open:${name}`, title: name, help })),
          ]}
        />
      )}
    </>
  );
}

interface FormProps {
  options: { key: string; title: string; help: string }[];
}

function TrainForm({ options }: FormProps) {
  const [choices, setChoices] = useState<TrainChoices>(FIRST_CHOICES);
  const { send, complaints, problem, submit, forgive } = useTraining();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(complaints).length === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [complaints]);
  const change = (changes: Partial<TrainChoices>): void => {
    setChoices({ ...choices, ...changes });
    forgive();
  };
  const text = (name: "name" | "vocabulary" | "characters" | "seed") => ({
    value: choices[name],
    autoComplete: "off",
    onChange: ({ target }: { target: HTMLInputElement }) => change({ [name]: target.value }),
  });
  return (
    <form
      ref={form}
      className={styles.form}
      noValidate
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        submit(choices);
      }}
    >
      <SourceFields
        options={options}
        chosen={choices.sources}
        complaints={complaints}
        onChange={(sources) => change({ sources })}
      />
      <div className={styles.pair}>
        <Field label="Name" error={complaints.name}>
          {(control) => <input {...control} {...text("name")} type="text" maxLength={100} />}
        </Field>
        <Field
          label="Vocabulary"
          error={complaints.vocab_size}
          help="Entries, 259 to 65,536. More make texts shorter and the model larger; the family's has 6,400."
        >
          {(control) => <input {...control} {...text("vocabulary")} inputMode="numeric" />}
        </Field>
      </div>
      <Disclosure title="More" hint="how much text, and which of it">
        <div className={styles.pair}>
          <Field
            label="Characters in all"
            error={complaints.characters}
            help="Held in memory: up to 0.2 GB a million of Chinese, half of that for English. At most 40,000,000."
          >
            {(control) => <input {...control} {...text("characters")} inputMode="numeric" />}
          </Field>
          <Field
            label="Seed"
            error={complaints.seed}
            help="Another one takes other rows of sources that are larger than their part."
          >
            {(control) => <input {...control} {...text("seed")} inputMode="numeric" />}
          </Field>
        </div>
      </Disclosure>
      {problem && <ErrorNotice error={problem} />}
      <div>
        <Button type="submit" kind="primary" disabled={send.isPending}>
          {send.isPending ? "Sending…" : "Train"}
        </Button>
      </div>
    </form>
  );
}

function useTraining() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const key = useRef(new RequestKey());
  const [own, setOwn] = useState<Record<string, string>>({});
  const send = useMutation({
    mutationFn: (body: TrainBody) => {
      const header = { "idempotency-key": key.current.for(JSON.stringify(body)) };
      return unwrap(api.POST("/api/tokenizers/train", { body, params: { header } }));
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.tasks });
      navigate("/tokenizers");
    },
  });
  const problem = send.error && toApiError(send.error);
  const words = problem && [problem.message, problem.remedy].filter(Boolean).join(" ");
  const field = problem?.field ?? null;
  const complaints = useMemo<Record<string, string>>(
    () => (field !== null && words !== null ? { ...own, [field]: words } : own),
    [own, field, words],
  );
  const forgive = (): void => {
    if (Object.keys(own).length > 0) setOwn({});
    if (send.isError) send.reset();
  };
  const submit = (choices: TrainChoices): void => {
    const built = buildTraining(choices);
    send.reset();
    setOwn(built.ok ? {} : built.complaints);
    if (built.ok) send.mutate(built.body);
  };
  return { send, complaints, problem, submit, forgive };
}
