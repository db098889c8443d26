import { Complaint } from "../../ui/Field";
import type { Chosen, TrainChoices } from "./train";
import styles from "./Tokenizers.module.css";

interface Props {
  options: { key: string; title: string; help: string }[];
  chosen: TrainChoices["sources"];
  complaints: Record<string, string>;
  onChange: (chosen: TrainChoices["sources"]) => void;
}

/** Which texts it learns from, and how much of each. */
export function SourceFields({ options, chosen, complaints, onChange }: Props) {
  const toggle = (key: string): void => {
    const { [key]: present, ...rest } = chosen;
    onChange(present ? rest : { ...chosen, [key]: { share: "1", most: "" } });
  };
  const several = Object.keys(chosen).length > 1;
  const places = Object.keys(chosen);
  const trouble = Object.entries(complaints).find(([field]) => field.startsWith("sources"));
  return (
    <fieldset className={styles.sources} aria-describedby={trouble ? "sources-error" : undefined}>
      <legend>Text to learn from</legend>
      {trouble && <Complaint id="sources-error">{trouble[1]}</Complaint>}
      <ul role="list">
        {options.map(({ key, title, help }) => {
          const own = chosen[key];
          return (
            <li key={key}>
              <label className={styles.pick}>
                <input type="checkbox" checked={own !== undefined} onChange={() => toggle(key)} />
                <span className="foreign">{title}</span>
                <small>{help}</small>
              </label>
              {own && (
                <Amount
                  title={title}
                  own={own}
                  shares={several}
                  bad={[complaints[`sources.${places.indexOf(key)}.characters`]]}
                  onChange={(changed) => onChange({ ...chosen, [key]: changed })}
                />
              )}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}

interface AmountProps {
  title: string;
  own: Chosen;
  shares: boolean;
  bad: (string | undefined)[];
  onChange: (own: Chosen) => void;
}

function Amount({ title, own, shares, bad, onChange }: AmountProps) {
  return (
    <span className={styles.amount}>
      {shares && (
        <label>
          Share
          <input
            inputMode="decimal"
            value={own.share}
            aria-label={`Share of ${title}`}
            onChange={({ target }) => onChange({ ...own, share: target.value })}
          />
        </label>
      )}
      <label>
        At most
        <input
          inputMode="numeric"
          value={own.most}
          placeholder="all"
          aria-label={`Characters of ${title} at most`}
          aria-invalid={bad.some((each) => each !== undefined) || undefined}
          onChange={({ target }) => onChange({ ...own, most: target.value })}
        />
        <span>characters</span>
      </label>
    </span>
  );
}
