import type { KeyboardEvent, SyntheticEvent } from "react";
import { sends } from "../../lib/send-key";
import { Icon } from "../../ui/Icon";
import styles from "./ChatPage.module.css";

interface Props {
  draft: string;
  onDraft: (text: string) => void;
  busy: boolean;
  disabled: boolean;
  onSend: (text: string) => void;
  onStop: () => void;
}

export function Composer({ draft, onDraft, busy, disabled, onSend, onStop }: Props) {
  const ready = !busy && !disabled && draft.trim() !== "";
  const send = (): void => {
    if (!ready) return;
    onSend(draft.trim());
    onDraft("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (!sends(event.nativeEvent)) return;
    event.preventDefault();
    send();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    send();
  };
  return (
    <form className={styles.composer} onSubmit={submit}>
      <div className={styles.box}>
        <label htmlFor="message" className="visually-hidden">
          Message
        </label>
        <textarea
          id="message"
          rows={1}
          dir="auto"
          placeholder="Write a message"
          aria-describedby="how-to-send"
          value={draft}
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {busy ? (
          <button type="button" className={styles.send} onClick={onStop} title="Stop">
            <span className={styles.stopMark} role="img" aria-label="Stop the answer" />
          </button>
        ) : (
          <button type="submit" className={styles.send} disabled={!ready} title="Send">
            <Icon name="send" label="Send" />
          </button>
        )}
      </div>
      <p id="how-to-send" className={styles.hint}>
        Enter sends, Shift+Enter begins a new line. Small models make things up.
      </p>
    </form>
  );
}
