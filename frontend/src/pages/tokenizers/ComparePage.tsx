import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearch } from "wouter";
import { toApiError } from "../../api/errors";
import { Loading } from "../../ui/Loading";
import { ErrorNotice } from "../../ui/Notice";
import { PageTitle } from "../../ui/PageTitle";
import { RadioCards } from "../../ui/RadioCards";
import { CompareDataset } from "./CompareDataset";
import { CompareTyped } from "./CompareTyped";
import { tokenizersQuery, type Tokenizer } from "./queries";
import styles from "./Tokenizers.module.css";

const MOST = 4;

/** The same text under several tokenizers, side by side. */
export function ComparePage() {
  const search = useSearch();
  const tokenizers = useQuery(tokenizersQuery);
  return (
    <>
      <PageTitle title="Compare tokenizers" above={<Link href="/tokenizers">Tokenizers</Link>}>
        Fewer tokens for the same text: the model reads more of it at once, and trains faster.
      </PageTitle>
      {tokenizers.isPending && <Loading label="Loading tokenizers" />}
      {tokenizers.isError && <ErrorNotice error={toApiError(tokenizers.error)} />}
      {tokenizers.data && (
        <Comparing key={search} all={tokenizers.data} first={first(tokenizers.data, search)} />
      )}
    </>
  );
}

/** The one that was asked for beside the shipped one; else the newest few. */
function first(all: Tokenizer[], search: string): string[] {
  const asked = new URLSearchParams(search).get("with");
  const ids = all.map((each) => each.id);
  if (asked !== null && ids.includes(asked)) return [...new Set([ids[0] ?? asked, asked])];
  return ids.slice(0, 2);
}

function Comparing({ all, first }: { all: Tokenizer[]; first: string[] }) {
  const [chosen, setChosen] = useState(first);
  const [way, setWay] = useState("text");
  const toggle = (id: string): void => {
    const others = chosen.filter((each) => each !== id);
    const next = others.length < chosen.length ? others : [...chosen, id];
    setChosen(all.map((each) => each.id).filter((each) => next.includes(each)));
  };
  return (
    <div className={styles.compare}>
      <fieldset className={styles.choose}>
        <legend>Tokenizers, at most {MOST}</legend>
        {all.map(({ id, name }) => (
          <label key={id} className={styles.pick}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              disabled={!chosen.includes(id) && chosen.length >= MOST}
              onChange={() => toggle(id)}
            />
            <span className="foreign">{name}</span>
          </label>
        ))}
      </fieldset>
      <RadioCards
        legend="On"
        name="way"
        value={way}
        onChange={setWay}
        cards={[
          { value: "text", title: "A text of yours", help: "Typed here; you see every token." },
          { value: "dataset", title: "A dataset", help: "An even part of it, counted in a task." },
        ]}
      />
      {chosen.length === 0 ? (
        <p className={styles.hint}>Choose at least one tokenizer.</p>
      ) : way === "text" ? (
        <CompareTyped tokenizers={chosen} />
      ) : (
        <CompareDataset tokenizers={chosen} />
      )}
    </div>
  );
}
