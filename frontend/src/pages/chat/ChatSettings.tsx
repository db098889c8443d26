import { Disclosure } from "../../ui/Disclosure";
import type { Conversation } from "./conversation";
import styles from "./ChatPage.module.css";

interface Props {
  conversation: Conversation;
  onChange: (settings: Partial<Omit<Conversation, "turns">>) => void;
}

const MOST_TOKENS = 4096;

export function ChatSettings({ conversation, onChange }: Props) {
  const { system, temperature, maxTokens } = conversation;
  const hint = `temperature ${temperature}, at most ${maxTokens} tokens${system.trim() ? ", with a system prompt" : ""}`;
  return (
    <Disclosure title="Settings" hint={hint}>
      <div className={styles.settings}>
        <label className={styles.system}>
          System prompt
          <textarea
            rows={2}
            value={system}
            placeholder="None"
            onChange={(event) => onChange({ system: event.target.value })}
          />
        </label>
        <label>
          Temperature
          <span className={styles.slider}>
            <input
              type="range"
              min={0}
              max={2}
              step={0.05}
              value={temperature}
              onChange={(event) => onChange({ temperature: event.target.valueAsNumber })}
            />
            <output className="number">{temperature.toFixed(2)}</output>
          </span>
          <small>0: always the likeliest word. Higher: more surprise.</small>
        </label>
        <label>
          Most tokens
          <input
            type="number"
            min={1}
            max={MOST_TOKENS}
            value={maxTokens}
            onChange={(event) => {
              const value = event.target.valueAsNumber;
              if (value >= 1 && value <= MOST_TOKENS) onChange({ maxTokens: Math.round(value) });
            }}
          />
          <small>An answer ends there at the latest.</small>
        </label>
      </div>
    </Disclosure>
  );
}
