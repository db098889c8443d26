import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../../api/client";
import { toApiError } from "../../../api/errors";
import { keys } from "../../../api/keys";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice } from "../../../ui/Notice";
import { GeneratorForm } from "./GeneratorForm";
import shared from "../Datasets.module.css";

/** Rows that are made here, without a file and without a network. */
export function GeneratePanel() {
  const generators = useQuery({
    queryKey: keys.generators,
    staleTime: Infinity,
    queryFn: () => unwrap(api.GET("/api/generators")),
  });
  const [name, setName] = useState("");
  if (generators.isPending) return <Loading label="Looking for generators" />;
  if (generators.isError) {
    return (
      <ErrorNotice
        error={toApiError(generators.error)}
        actions={
          <Button small onClick={() => void generators.refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  const chosen = generators.data.find((each) => each.name === name) ?? generators.data[0];
  if (!chosen) return null;
  return (
    <div className={shared.narrow}>
      <p>
        Problems come with answers that are checked by code, and a side that is held out to measure
        with. The starter data is what the first run of a new studio learns from.
      </p>
      <Field label="Generator" help={`${chosen.description} ${chosen.licence}`}>
        {(control) => (
          <select
            {...control}
            value={chosen.name}
            onChange={(event) => setName(event.target.value)}
          >
            {generators.data.map((each) => (
              <option key={each.name} value={each.name}>
                {each.title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <GeneratorForm key={chosen.name} generator={chosen} />
    </div>
  );
}
