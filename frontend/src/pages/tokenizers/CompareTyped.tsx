import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, unwrap } from "../../api/client";
import { toApiError } from "../../api/errors";
import { keys } from "../../api/keys";
import { Field } from "../../ui/Field";
import { ErrorNotice } from "../../ui/Notice";
import { ComparisonView } from "./ComparisonView";
import type { Comparison } from "./queries";
import styles from "./Tokenizers.module.css";

const START = `The library on the corner opens at nine o'clock.
街角的图书馆九点开门。
(12 - 4) * 2 = 16`;
const MOST_CHARACTERS = 10_000;
const PAUSE_MS = 250;

/** Follows what is typed. */
export function CompareTyped({ tokenizers }: { tokenizers: string[] }) {
  const [text, setText] = useState(START);
  const settled = useSettled(text, PAUSE_MS);
  const found = useQuery({
    queryKey: [...keys.tokenizers, "compare", tokenizers, settled],
    enabled: settled !== "",
    staleTime: Infinity,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      unwrap(
        api.POST("/api/tokenizers/compare", { body: { tokenizers, text: settled }, signal }),
      ) as Promise<Comparison>,
  });
  return (
    <>
      <Field label="Text" help={`Up to ${MOST_CHARACTERS.toLocaleString("en")} characters.`}>
        {(control) => (
          <textarea
            {...control}
            rows={5}
            maxLength={MOST_CHARACTERS}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      {found.isError && <ErrorNotice error={toApiError(found.error)} />}
      {settled === "" ? (
        <p className={styles.hint}>Type something to see it cut into tokens.</p>
      ) : (
        found.data && <ComparisonView found={found.data} />
      )}
    </>
  );
}

/** A value once it has stayed the same for a moment. */
function useSettled(value: string, pause: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return settled;
}
