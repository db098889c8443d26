import type { Stage } from "../../api/types";
import { formatCount } from "../../lib/format";
import { stageWord } from "../../lib/job-words";
import { Field } from "../../ui/Field";
import { Notice } from "../../ui/Notice";
import { ButtonLink } from "../../ui/Button";
import type { ParentOption } from "./spec";

interface Props {
  stage: Stage;
  options: ParentOption[];
  value: string;
  error: string | undefined;
  onChange: (id: string) => void;
}

export function ParentField({ stage, options, value, error, onChange }: Props) {
  const required = stage.parent === "required";
  const first = stage.parent_stages[0];
  if (required && options.length === 0) {
    return (
      <Notice
        tone="warn"
        actions={
          first !== undefined && (
            <ButtonLink small href={`/new?stage=${first}`}>
              {stageWord(first)} a model first
            </ButtonLink>
          )
        }
      >
        <p>
          This stage starts from a model that has been trained before, and there is none yet. You
          can submit both at once: this one then waits for the other.
        </p>
      </Notice>
    );
  }
  const known = options.some((option) => option.id === value);
  const missing = value !== "" && !known;
  const complaint = missing
    ? "The one that was asked for is gone, or does not fit this stage."
    : error;
  return (
    <Field
      label="Starts from"
      error={complaint}
      help={
        required
          ? "The size comes with it."
          : "Usually nothing. Choose a model to go on with its training; the size comes with it."
      }
    >
      {(control) => (
        <select
          {...control}
          value={known ? value : ""}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">{required ? "Choose a model…" : "Nothing: random weights"}</option>
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {describe(option)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function describe({ jobName, model, stage, pending, step, final }: ParentOption): string {
  const what = `${jobName} · ${model} ${stageWord(stage)}`;
  if (pending) return `${what} · waits until it is done`;
  return final ? `${what} · final` : `${what} · step ${formatCount(step)}`;
}
