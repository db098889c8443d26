import type { ReactNode } from "react";
import { Complaint } from "./Field";
import styles from "./RadioCards.module.css";

export interface Card {
  value: string;
  title: string;
  /** A figure beside the title. */
  aside?: string;
  help?: ReactNode;
  disabled?: boolean;
}

interface Props {
  legend: string;
  name: string;
  cards: Card[];
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

/** One of a few, each with room for words. Real radio buttons underneath: the keyboard knows them. */
export function RadioCards({ legend, name, cards, value, onChange, error }: Props) {
  return (
    <fieldset className={styles.set}>
      <legend>{legend}</legend>
      <div className={styles.cards}>
        {cards.map((card) => (
          <label key={card.value} className={styles.card}>
            <input
              type="radio"
              name={name}
              value={card.value}
              checked={card.value === value}
              disabled={card.disabled}
              onChange={() => onChange(card.value)}
            />
            <span className={styles.title}>
              <span>{card.title}</span>
              {card.aside !== undefined && <span className={styles.aside}>{card.aside}</span>}
            </span>
            {card.help !== undefined && <span className={styles.help}>{card.help}</span>}
          </label>
        ))}
      </div>
      {error !== undefined && <Complaint>{error}</Complaint>}
    </fieldset>
  );
}
