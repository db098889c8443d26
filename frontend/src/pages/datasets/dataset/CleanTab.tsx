import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { api, unwrap } from "../../../api/client";
import { toApiError } from "../../../api/errors";
import { keys } from "../../../api/keys";
import type { Dataset, Report, Treatment } from "../../../api/types";
import { Button } from "../../../ui/Button";
import { Empty } from "../../../ui/Empty";
import { Field } from "../../../ui/Field";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice, Notice } from "../../../ui/Notice";
import { reportQuery } from "../queries";
import { effectWords, proposed, sumWords, TREATMENT_WORDS } from "../report/treatments";
import styles from "../report/Report.module.css";
import shared from "../Datasets.module.css";

/** A copy without, or with mended, rows that have problems. */
export function CleanTab({ dataset }: { dataset: Dataset }) {
  const report = useQuery(reportQuery(dataset.id));
  if (report.data) return <CleanForm dataset={dataset} report={report.data} />;
  if (report.isPending) return <Loading label="Loading the report" />;
  const error = toApiError(report.error);
  return (
    <Empty>
      {error.status === 404 ? (
        <p>The rows have to be checked before a cleaned copy can be made.</p>
      ) : (
        <ErrorNotice error={error} />
      )}
    </Empty>
  );
}

function CleanForm({ dataset, report }: { dataset: Dataset; report: Report }) {
  const groups = report.problems.filter((group) => group.treatments.length > 0);
  const [chosen, setChosen] = useState(() => proposed(groups));
  const [name, setName] = useState("");
  const client = useQueryClient();
  const clean = useMutation({
    mutationFn: () => {
      const params = { path: { dataset_id: dataset.id } };
      const body = { treatments: chosen, ...(name.trim() && { name: name.trim() }) };
      return unwrap(api.POST("/api/datasets/{dataset_id}/clean", { params, body }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tasks }),
  });
  if (groups.length === 0) {
    return (
      <Empty>
        <p>There is nothing to clean: no row has a problem.</p>
      </Empty>
    );
  }
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    clean.mutate();
  };
  return (
    <form className={shared.narrow} onSubmit={submit}>
      <p>
        A cleaned copy is a dataset of its own; this one stays as it is. For each kind of problem
        you say what becomes of its rows.
      </p>
      <div>
        {groups.map((group) => (
          <div key={group.problem} className={styles.treatment}>
            <div>
              <h2>{group.title}</h2>
              <p>{effectWords(group, chosen[group.problem] ?? "keep")}</p>
            </div>
            <Field label={`Rows with: ${group.title}`} labelHidden>
              {(control) => (
                <select
                  {...control}
                  value={chosen[group.problem]}
                  disabled={group.treatments.length === 1}
                  onChange={(event) =>
                    setChosen({ ...chosen, [group.problem]: event.target.value as Treatment })
                  }
                >
                  {group.treatments.map((each, i) => (
                    <option key={each} value={each}>
                      {TREATMENT_WORDS[each]}
                      {i === 0 && group.treatments.length > 1 && " (proposed)"}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
        ))}
      </div>
      <Field label="Name" help={`Empty: it is named after “${dataset.name}”.`}>
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
      <p aria-live="polite">{sumWords(groups, chosen, report.rows)}</p>
      {clean.error && <ErrorNotice error={toApiError(clean.error)} />}
      {clean.isSuccess && (
        <Notice tone="good">
          <p role="status">The copy is being made; it is shown above how far that is.</p>
        </Notice>
      )}
      <div>
        <Button type="submit" kind="primary" disabled={clean.isPending}>
          Make the cleaned copy
        </Button>
      </div>
    </form>
  );
}
