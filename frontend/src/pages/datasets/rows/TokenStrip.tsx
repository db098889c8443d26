import { Fragment } from "react";
import type { Token, TokenRow } from "../../../api/types";
import { classes } from "../../../lib/classes";
import styles from "./Rows.module.css";

interface Props {
  sequence: TokenRow;
}

/** A row cut into its tokens. Each has an edge, so that colour is not the only sign. */
export function TokenStrip({ sequence }: Props) {
  const { tokens, offset, cuts, lost } = sequence;
  const cutsHere = new Set(cuts);
  const first = cuts[0] ?? Infinity;
  return (
    <div
      className={styles.strip}
      // Scrolling is how a keyboard reads it.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label="The row as tokens"
    >
      {tokens.map((token, i) => {
        const number = offset + i;
        return (
          <Fragment key={number}>
            {cutsHere.has(number) && (
              <span className={styles.cut}>
                {lost > 0
                  ? "cut off here: the rest is never trained"
                  : "the next piece begins here"}
              </span>
            )}
            <Piece token={token} gone={lost > 0 && number >= first} number={number} />
          </Fragment>
        );
      })}
    </div>
  );
}

function Piece({ token, gone, number }: { token: Token; gone: boolean; number: number }) {
  const { id, text, control, trained, whole } = token;
  const Mark = trained ? "mark" : "span";
  const breaks = !control && text.includes("\n");
  return (
    <>
      <Mark
        className={classes(
          styles.token,
          trained && styles.trained,
          control && styles.control,
          !whole && styles.part,
          gone && styles.gone,
        )}
        title={`Token ${number}, id ${id}${trained ? ", trained" : ""}${gone ? ", cut off" : ""}`}
      >
        {control ? text : text.replaceAll("\n", "⏎")}
      </Mark>
      {breaks && <br />}
    </>
  );
}
