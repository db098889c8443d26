import { useLayoutEffect, useRef, useState } from "react";
import { hasEnded, type Job } from "../../api/types";
import { Button } from "../../ui/Button";
import { Disclosure } from "../../ui/Disclosure";
import { ErrorNotice } from "../../ui/Notice";
import { useLog } from "./use-log";
import styles from "./LogPanel.module.css";

/** Pixels from the end that still count as being at the end. */
const NEAR = 24;

/** What the training process prints. Follows the end until one scrolls up to read. */
export function LogPanel({ job }: { job: Job }) {
  const [open, setOpen] = useState(job.status === "failed");
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLPreElement>(null);
  const { log, error } = useLog(job.id, job.attempt, open, !hasEnded(job));
  const text = log?.text ?? "";

  useLayoutEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, text, open]);

  const look = (element: HTMLElement): void => {
    setFollow(element.scrollHeight - element.scrollTop - element.clientHeight < NEAR);
  };
  return (
    <Disclosure title="Log" open={open} onToggle={setOpen}>
      <div className={styles.panel}>
        {error && <ErrorNotice error={error} />}
        {text === "" && !error ? (
          <p className="soft">
            {job.attempt === 0
              ? "There is none before the job starts."
              : "Nothing has been printed yet."}
          </p>
        ) : (
          <>
            {log !== null && log.start !== 0 && (
              <p className={styles.cut}>
                Earlier lines are left out here; the file on the server has them.
              </p>
            )}
            <pre
              ref={box}
              className={styles.text}
              // Scrolling is how a keyboard reads it.
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
              tabIndex={0}
              role="log"
              aria-live="off"
              aria-label="Log of the training process"
              onScroll={(event) => look(event.currentTarget)}
            >
              {text}
            </pre>
            {!follow && (
              <div className={styles.follow}>
                <Button small onClick={() => setFollow(true)}>
                  Follow the end
                </Button>
              </div>
            )}
          </>
        )}
      </div>
    </Disclosure>
  );
}
