import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type SyntheticEvent } from "react";
import { api, unwrap } from "../../../api/client";
import { toApiError } from "../../../api/errors";
import { keys } from "../../../api/keys";
import { datasetsQuery } from "../../../api/queries";
import type { Dataset, Schemas } from "../../../api/types";
import { RequestKey } from "../../../lib/idempotency";
import { Button } from "../../../ui/Button";
import { Empty } from "../../../ui/Empty";
import { Complaint, Field } from "../../../ui/Field";
import { Icon } from "../../../ui/Icon";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice } from "../../../ui/Notice";
import { MixOptions } from "./MixOptions";
import { MixPart } from "./MixPart";
import { build, EMPTY, mixable, type Complaints, type Mixture, type Part } from "./mixture";
import shared from "../Datasets.module.css";

/** Several datasets as one. */
export function MixPanel() {
  const datasets = useQuery(datasetsQuery);
  if (datasets.isPending) return <Loading label="Loading datasets" />;
  if (datasets.isError) return <ErrorNotice error={toApiError(datasets.error)} />;
  if (!datasets.data.some((each) => each.ready)) {
    return (
      <Empty>
        <p>There is nothing to mix yet. A mixture is made of datasets that can be trained.</p>
      </Empty>
    );
  }
  return <MixForm datasets={datasets.data} />;
}

function MixForm({ datasets }: { datasets: Dataset[] }) {
  const [mixture, setMixture] = useState<Mixture>(EMPTY);
  const [complaints, setComplaints] = useState<Complaints>({});
  const mix = useMix();
  const error = mix.error && toApiError(mix.error);
  const change = (changes: Partial<Mixture>): void => {
    setMixture({ ...mixture, ...changes });
    setComplaints({});
  };
  const complaint = (field: string): string | undefined =>
    complaints[field] ?? (error?.field === field ? error.message : undefined);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const built = build(mixture);
    setComplaints(built.ok ? {} : built.complaints);
    if (built.ok) mix.mutate(built.spec);
  };
  const setPart = (key: number, part: Part | null): void =>
    change({
      parts: mixture.parts.flatMap((each) => (each.key === key ? (part ? [part] : []) : [each])),
    });
  const nextKey = 1 + Math.max(-1, ...mixture.parts.map((part) => part.key));
  return (
    <form className={shared.narrow} onSubmit={submit} noValidate>
      <p>
        One shuffled dataset out of several of one kind. The same choices give the same rows, in the
        same order.
      </p>
      <div>
        {mixture.parts.map((part, i) => (
          <MixPart
            key={part.key}
            part={part}
            datasets={mixable(
              datasets,
              mixture.parts.filter((each) => each.key !== part.key),
            )}
            complaint={(field) => complaint(`parts.${i}.${field}`)}
            onChange={(changed) => setPart(part.key, changed)}
            onRemove={mixture.parts.length > 1 ? () => setPart(part.key, null) : null}
          />
        ))}
        {complaints.parts !== undefined && <Complaint>{complaints.parts}</Complaint>}
      </div>
      <div>
        <Button
          small
          onClick={() => {
            const part = { key: nextKey, dataset: "", weight: "", most: "" };
            change({ parts: [...mixture.parts, part] });
          }}
        >
          <Icon name="plus" size={14} /> Another dataset
        </Button>
      </div>
      <MixOptions mixture={mixture} complaint={complaint} onChange={change} />
      <Field label="Name" error={complaint("name")}>
        {(control) => (
          <input
            {...control}
            type="text"
            maxLength={100}
            autoComplete="off"
            value={mixture.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      {error && <ErrorNotice error={error} />}
      <div>
        <Button type="submit" kind="primary" disabled={mix.isPending}>
          Mix them
        </Button>
      </div>
    </form>
  );
}

function useMix() {
  const client = useQueryClient();
  const key = useRef(new RequestKey());
  return useMutation({
    mutationFn: (body: Schemas["MixtureSpec"]) => {
      const header = { "idempotency-key": key.current.for(JSON.stringify(body)) };
      return unwrap(api.POST("/api/datasets/mix", { body, params: { header } }));
    },
    onSuccess: () => {
      window.scrollTo({ top: 0 }); // how far it is stands there
      return client.invalidateQueries({ queryKey: keys.tasks });
    },
  });
}
