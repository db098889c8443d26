import type { ReactNode } from "react";
import { shareWords } from "./figures";
import styles from "./Charts.module.css";

interface Row {
  name: string;
  /** The first one is drawn, too. */
  shares: number[];
}

interface Props {
  title: string;
  summary: ReactNode;
  /** Of the names, and of each share. */
  heads: [string, ...string[]];
  rows: Row[];
}

/** Shares in a table whose bars are only for the eye: the numbers stand beside them. */
export function ShareTable({ title, summary, heads, rows }: Props) {
  const [nameHead, ...shareHeads] = heads;
  return (
    <figure className={styles.figure}>
      <figcaption>
        <h3>{title}</h3>
        <p>{summary}</p>
      </figcaption>
      <table className={styles.shares}>
        <thead>
          <tr>
            <th scope="col">{nameHead}</th>
            {shareHeads.map((head, i) => (
              <th key={head} scope="col" colSpan={i === 0 ? 2 : 1}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, shares: [first = 0, ...others] }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={styles.barCell}>
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                  <rect className={styles.track} width={100} height={8} />
                  <rect width={100 * first} height={8} />
                </svg>
              </td>
              <td>{shareWords(first)}</td>
              {others.map((share, i) => (
                <td key={shareHeads[i + 1]}>{shareWords(share)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
