import { Disclosure } from "../../../ui/Disclosure";
import { Field } from "../../../ui/Field";
import type { Mixture } from "./mixture";
import shared from "../Datasets.module.css";

interface Props {
  mixture: Mixture;
  complaint: (field: string) => string | undefined;
  onChange: (changes: Partial<Mixture>) => void;
}

/** What goes for all parts. */
export function MixOptions({ mixture, complaint, onChange }: Props) {
  return (
    <Disclosure title="Shares, limits and sides">
      <div className={shared.fields}>
        <Field
          label="Shares of"
          help="What weights divide: of characters, so that long rows do not outweigh the others."
        >
          {(control) => (
            <select
              {...control}
              value={mixture.by}
              onChange={(event) => onChange({ by: event.target.value as Mixture["by"] })}
            >
              <option value="rows">rows</option>
              <option value="characters">characters</option>
            </select>
          )}
        </Field>
        <Field
          label="In all"
          help={`How many ${mixture.by} it shall have. Empty: as many as there are.`}
          error={complaint("total")}
        >
          {(control) => (
            <input
              {...control}
              type="text"
              inputMode="numeric"
              autoComplete="off"
              value={mixture.total}
              onChange={(event) => onChange({ total: event.target.value })}
            />
          )}
        </Field>
        <Field label="Too few rows for a share" help="What a dataset does that runs out.">
          {(control) => (
            <select
              {...control}
              value={String(mixture.repeat)}
              onChange={(event) => onChange({ repeat: event.target.value === "true" })}
            >
              <option value="false">It gives what it has</option>
              <option value="true">Its rows are used again</option>
            </select>
          )}
        </Field>
        <Field label="The same row twice">
          {(control) => (
            <select
              {...control}
              value={String(mixture.once)}
              onChange={(event) => onChange({ once: event.target.value === "true" })}
            >
              <option value="true">Is taken once</option>
              <option value="false">Is taken twice</option>
            </select>
          )}
        </Field>
        <Field label="Side" help="A hash of a row's words decides, so a row never changes sides.">
          {(control) => (
            <select
              {...control}
              value={mixture.side}
              onChange={(event) => onChange({ side: event.target.value as Mixture["side"] })}
            >
              <option value="all">All rows</option>
              <option value="train">Without the held-out rows: to train on</option>
              <option value="held_out">The held-out rows alone: to measure with</option>
            </select>
          )}
        </Field>
        <Field label="Held-out share, in percent" error={complaint("fraction")}>
          {(control) => (
            <input
              {...control}
              type="text"
              inputMode="decimal"
              autoComplete="off"
              disabled={mixture.side === "all"}
              value={mixture.fraction}
              onChange={(event) => onChange({ fraction: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Disclosure>
  );
}
