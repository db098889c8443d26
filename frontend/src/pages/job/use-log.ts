import { useEffect, useRef, useState } from "react";
import { api, unwrap } from "../../api/client";
import { ApiError, toApiError } from "../../api/errors";
import type { LogPage } from "../../api/types";

const PAUSE = 2000;
/** Characters kept on the page; the file on the server has it all. */
const MOST = 300_000;

export interface Log {
  text: string;
  /** Byte offset of the first character shown. */
  start: number;
  end: number;
  attempt: number;
}

/** What is shown once `page` has come: behind the present text, or in its place. */
export function joinLog(log: Log | null, page: LogPage): Log {
  const { attempt, start, end } = page;
  const follows = log !== null && log.attempt === attempt && log.end === start;
  if (!follows) return { text: page.text, start, end, attempt };
  let text = log.text + page.text;
  if (text.length > MOST) {
    const cut = text.indexOf("\n", text.length - MOST);
    text = text.slice(cut < 0 ? -MOST : cut + 1);
  }
  // An offset is only known while nothing was cut off above.
  return {
    text,
    start: text.length < log.text.length + page.text.length ? -1 : log.start,
    end,
    attempt,
  };
}

/** Reads a job's log from its end on, while `open`; goes on asking for more while `growing`. */
export function useLog(jobId: string, attempt: number, open: boolean, growing: boolean) {
  const [log, setLog] = useState<Log | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const read = useRef<LogPage | null>(null);

  useEffect(() => {
    if (!open || attempt === 0) return;
    const aborter = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    let at = read.current?.attempt === attempt ? read.current : null;

    async function ask(): Promise<void> {
      try {
        const query = { attempt, ...(at ? { start: at.end } : {}) };
        const page: LogPage = await unwrap(
          api.GET("/api/jobs/{job_id}/log", {
            params: { path: { job_id: jobId }, query },
            signal: aborter.signal,
          }),
        );
        // A file that is shorter than what was read is another one: begin anew.
        const another = at !== null && page.size < at.end;
        at = read.current = another ? null : page;
        setError(null);
        if (!another) setLog((log) => joinLog(log, page));
        const more = another || page.end < page.size;
        if (more || growing) timer = setTimeout(() => void ask(), more ? 0 : PAUSE);
      } catch (reason) {
        if (aborter.signal.aborted) return;
        setError(toApiError(reason));
        timer = setTimeout(() => void ask(), 2 * PAUSE);
      }
    }

    void ask();
    return () => {
      aborter.abort();
      if (timer !== null) clearTimeout(timer);
    };
  }, [jobId, attempt, open, growing]);

  return { log, error };
}
