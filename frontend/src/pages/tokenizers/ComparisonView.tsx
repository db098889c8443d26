import { formatCount, plural } from "../../lib/format";
import { against, languageName, perToken } from "./figures";
import { CutText } from "./CutText";
import type { Comparison } from "./queries";
import styles from "./Tokenizers.module.css";

interface Props {
  found: Comparison;
  /** The text shown is an excerpt of what was counted. */
  sampled?: boolean;
}

/** Figures by language, and the text cut by each tokenizer, side by side. */
export function ComparisonView({ found, sampled = false }: Props) {
  const first = found.tokenizers[0]?.total.tokens ?? 0;
  return (
    <section aria-label="Comparison" className={styles.comparison}>
      {sampled && (
        <p className={styles.facts}>
          {found.whole ? "All" : "An even part"} of the dataset was counted:{" "}
          {plural(found.tokenizers[0]?.total.characters ?? 0, "character", "characters")}. The text
          below is its beginning.
        </p>
      )}
      <div className={styles.columns}>
        {found.tokenizers.map(({ id, name, vocab_size, total, languages, pieces }, place) => (
          <article key={id} className={styles.column} aria-label={name}>
            <h2 className="foreign">{name}</h2>
            <p className={styles.facts}>{formatCount(vocab_size)} entries</p>
            <p className={styles.total}>
              <strong className="number">{formatCount(total.tokens)}</strong>{" "}
              {total.tokens === 1 ? "token" : "tokens"}
              {place > 0 && <small>{against(total.tokens, first)}</small>}
            </p>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Language</th>
                  <th scope="col">Tokens</th>
                  <th scope="col">Characters a token</th>
                  <th scope="col">Bytes a token</th>
                </tr>
              </thead>
              <tbody>
                {Object.entries(languages).map(([code, length]) => (
                  <tr key={code}>
                    <th scope="row">{languageName(code)}</th>
                    <td>{formatCount(length.tokens)}</td>
                    <td>{perToken(length, "characters")}</td>
                    <td>{perToken(length, "bytes")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <CutText pieces={pieces} name={name} />
          </article>
        ))}
      </div>
    </section>
  );
}
