import { useState } from "react";
import { toApiError } from "../../api/errors";
import type { Job } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import styles from "./Priority.module.css";
import { useJobAction } from "./use-job-action";

/** As the server has it. */
const MOST = 100;

/** Where a waiting job stands among the others; of one that does not wait, nothing. */
export function Priority({ job }: { job: Job }) {
  if (job.status !== "queued") return null;
  return <Form key={job.priority} job={job} />;
}

function Form({ job }: { job: Job }) {
  const [input, setInput] = useState(String(job.priority));
  const change = useJobAction(job);
  const wanted = input.trim() === "" ? NaN : Number(input);
  const fits = Number.isInteger(wanted) && Math.abs(wanted) <= MOST;
  const complaint = fits ? undefined : `Give a whole number from -${MOST} to ${MOST}.`;
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) change.mutate({ kind: "queue", priority: wanted });
      }}
    >
      <Field
        label="Priority"
        help="Of the jobs that wait, those with a higher number start first. 0 is usual."
        error={change.error ? toApiError(change.error).message : complaint}
      >
        {(control) => (
          <div className={styles.line}>
            <input
              {...control}
              type="number"
              min={-MOST}
              max={MOST}
              step={1}
              value={input}
              onChange={(event) => {
                change.reset();
                setInput(event.target.value);
              }}
            />
            <Button type="submit" disabled={!fits || wanted === job.priority || change.isPending}>
              Set
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}
