import { useId, useRef, type ReactNode } from "react";
import type { ApiError } from "../api/errors";
import { Button } from "./Button";
import { ErrorNotice } from "./Notice";
import styles from "./ui.module.css";

interface Props {
  /** On the button of the page. */
  children: ReactNode;
  title: string;
  text: ReactNode;
  keep: string;
  go: string;
  small?: boolean;
  disabled?: boolean;
  busy: boolean;
  error: ApiError | null;
  /** Closes the question when it resolves; what it rejects with comes back as `error`. */
  onGo: () => Promise<unknown>;
  /** It is asked anew: what was wrong last time is forgotten. */
  onOpen: () => void;
}

/** Asks before it does what cannot be taken back. */
export function ConfirmButton({ children, small, disabled, onOpen, ...question }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const { keep, go, busy, error, onGo } = question;
  return (
    <>
      <Button
        kind="danger"
        small={small}
        disabled={disabled}
        onClick={() => {
          onOpen();
          dialog.current?.showModal();
        }}
      >
        {children}
      </Button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby={title}>
        <div className={styles.dialogBody}>
          <h2 id={title}>{question.title}</h2>
          <div>{question.text}</div>
          {error && <ErrorNotice error={error} />}
          <div className={styles.dialogActions}>
            <Button onClick={() => dialog.current?.close()}>{keep}</Button>
            <Button
              kind="danger"
              disabled={busy}
              onClick={() => {
                onGo().then(
                  () => dialog.current?.close(),
                  () => undefined,
                );
              }}
            >
              {go}
            </Button>
          </div>
        </div>
      </dialog>
    </>
  );
}
