import { classes } from "../../lib/classes";
import { visible } from "./figures";
import type { Piece } from "./queries";
import styles from "./Tokenizers.module.css";

const TINTS = [styles.tint0, styles.tint1, styles.tint2, styles.tint3];

/** A text as its tokens: each with an edge, so that colour is not the only sign. */
export function CutText({ pieces, name }: { pieces: Piece[]; name: string }) {
  return (
    <div
      className={styles.cut}
      // Scrolling is how a keyboard reads it.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label={`The text cut by ${name}`}
    >
      {pieces.map(({ id, text, whole }, place) => (
        <span key={place}>
          <span
            className={classes(styles.token, TINTS[place % TINTS.length], !whole && styles.partial)}
            title={whole ? `id ${id}` : `id ${id}: bytes of a character`}
          >
            {visible(text)}
          </span>
          {text.includes("\n") && <br />}
        </span>
      ))}
    </div>
  );
}
