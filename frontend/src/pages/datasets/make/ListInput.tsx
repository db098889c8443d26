import { Complaint } from "../../../ui/Field";
import type { ListField } from "./options";
import styles from "./Make.module.css";

interface Props {
  field: ListField;
  chosen: string[];
  error: string | undefined;
  onChange: (chosen: string[]) => void;
}

/** Any of a few. */
export function ListInput({ field, chosen, error, onChange }: Props) {
  const toggle = (choice: string): void =>
    onChange(
      chosen.includes(choice) ? chosen.filter((each) => each !== choice) : [...chosen, choice],
    );
  return (
    <fieldset className={styles.list}>
      <legend>{field.title}</legend>
      <div>
        {field.choices.map((choice) => (
          <label key={choice}>
            <input
              type="checkbox"
              checked={chosen.includes(choice)}
              onChange={() => toggle(choice)}
            />{" "}
            {choice.replace(/[-_]/g, " ")}
          </label>
        ))}
      </div>
      {error !== undefined && <Complaint>{error}</Complaint>}
      {field.help !== "" && <p>{field.help}</p>}
    </fieldset>
  );
}
