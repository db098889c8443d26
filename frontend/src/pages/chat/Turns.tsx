import { useEffect, useRef, type ReactNode } from "react";
import { ApiError } from "../../api/errors";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ErrorNotice } from "../../ui/Notice";
import type { Turn } from "./conversation";
import styles from "./ChatPage.module.css";

interface Props {
  turns: Turn[];
  /** Asks the last question once more; null while that cannot be. */
  onAgain: (() => void) | null;
  empty: ReactNode;
}

export function Turns({ turns, onAgain, empty }: Props) {
  const busy = turns.at(-1)?.state === "streaming";
  useStickToEnd(turns);
  return (
    <div className={styles.turns} role="log" aria-label="Conversation" aria-busy={busy}>
      {turns.length === 0 && empty}
      {turns.map((turn, index) => (
        <TurnView
          key={turn.id}
          turn={turn}
          named={turns[index - 1]?.model !== turn.model}
          onAgain={index === turns.length - 1 ? onAgain : null}
        />
      ))}
    </div>
  );
}

interface TurnProps {
  turn: Turn;
  /** Whether to say which model answered: it is not the one that answered before. */
  named: boolean;
  onAgain: Props["onAgain"];
}

function TurnView({ turn, named, onAgain }: TurnProps) {
  const { question, answer, state, modelName, error } = turn;
  const streaming = state === "streaming";
  return (
    <>
      <div className={styles.question}>
        <span className="visually-hidden">You: </span>
        <p className={styles.words} dir="auto">
          {question}
        </p>
      </div>
      <div className={styles.answer}>
        <span className="visually-hidden">Answer: </span>
        {(answer !== "" || streaming) && (
          <p className={styles.words} dir="auto">
            {answer}
            {streaming && <span className={styles.caret} aria-hidden="true" />}
          </p>
        )}
        {answer.trim() === "" && state === "done" && <p className="soft">It answered nothing.</p>}
        {state === "failed" && error && (
          <ErrorNotice
            error={new ApiError(0, error)}
            actions={
              onAgain && (
                <Button small onClick={onAgain}>
                  Try again
                </Button>
              )
            }
          />
        )}
        {!streaming && (
          <p className={styles.meta}>
            {named && <span className="foreign">{modelName}</span>}
            {state === "stopped" && <span>stopped</span>}
            {state === "cut" && <span>reached the most tokens</span>}
            {onAgain && state !== "failed" && (
              <button type="button" className={styles.again} onClick={onAgain}>
                <Icon name="again" size={13} /> Regenerate
              </button>
            )}
          </p>
        )}
      </div>
    </>
  );
}

const NEAR = 120;

/** Keeps the end in sight while it grows, unless one has scrolled up to read. */
function useStickToEnd(turns: Turn[]): void {
  const stick = useRef(true);
  const count = useRef(turns.length);
  useEffect(() => {
    const look = (): void => {
      const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
      stick.current = scrollHeight - scrollTop - clientHeight < NEAR;
    };
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    const asked = turns.length > count.current;
    count.current = turns.length;
    if (asked) stick.current = true;
    if (stick.current && turns.length > 0) {
      window.scrollTo({ top: document.documentElement.scrollHeight });
    }
  }, [turns]);
}
