import {
  describeBounds,
  parseInput,
  toInput,
  toWords,
  type JsonValue,
  type RecipeField,
} from "../../lib/recipe-fields";
import { Field, type ControlProps } from "../../ui/Field";
import styles from "./NewJob.module.css";

interface Props {
  field: RecipeField;
  base: JsonValue;
  typed: string | undefined;
  changed: boolean;
  /** What the server said; what is plainly wrong is said at once, without it. */
  error: string | undefined;
  onType: (value: string) => void;
  onReset: () => void;
}

export function RecipeInput({ field, base, typed, changed, error, onType, onReset }: Props) {
  const value = typed ?? toInput(base);
  const parsed = typed === undefined ? null : parseInput(field, typed);
  const complaint = parsed && !parsed.ok ? parsed.message : error;
  const bounds = field.kind === "integer" || field.kind === "number" ? describeBounds(field) : "";
  return (
    <Field
      label={field.title}
      error={complaint}
      help={
        <>
          {field.help}
          {bounds && <span className="visually-hidden"> Allowed: {bounds}.</span>}
        </>
      }
      beside={
        changed ? (
          <span className={styles.changed}>
            changed from {toWords(base) || "empty"}
            <button type="button" onClick={onReset}>
              reset<span className="visually-hidden"> {field.title}</span>
            </button>
          </span>
        ) : (
          bounds && (
            <span className={styles.bounds} aria-hidden="true">
              {bounds}
            </span>
          )
        )
      }
    >
      {(control) => (
        <Input control={control} field={field} value={value} base={base} onType={onType} />
      )}
    </Field>
  );
}

interface InputProps {
  control: ControlProps;
  field: RecipeField;
  value: string;
  base: JsonValue;
  onType: (value: string) => void;
}

function Input({ control, field, value, base, onType }: InputProps) {
  switch (field.kind) {
    case "choice":
    case "boolean": {
      const options = "options" in field ? field.options : [true, false];
      return (
        <select {...control} value={value} onChange={(event) => onType(event.target.value)}>
          {field.nullable && !options.includes(null) && <option value="">none</option>}
          {options.map((option) => (
            <option key={toInput(option)} value={toInput(option)}>
              {toWords(option) || "none"}
            </option>
          ))}
        </select>
      );
    }
    case "integer":
    case "number":
    case "text":
      // Not type=number: it hides "5e-4" in some languages and changes under the mouse wheel.
      return (
        <input
          {...control}
          type="text"
          inputMode={
            field.kind === "integer" ? "numeric" : field.kind === "number" ? "decimal" : "text"
          }
          autoComplete="off"
          spellCheck={false}
          placeholder={toInput(base) || (field.nullable ? "empty" : undefined)}
          value={value}
          onChange={(event) => onType(event.target.value)}
        />
      );
  }
}
