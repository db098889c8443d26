import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, unwrap } from "../../api/client";
import { toApiError } from "../../api/errors";
import { keys } from "../../api/keys";
import { formatCount, plural } from "../../lib/format";
import { ConfirmButton } from "../../ui/ConfirmButton";
import { Ago } from "../../ui/Time";
import { languageName, originOf, perToken } from "./figures";
import type { Length, Tokenizer } from "./queries";
import styles from "./Tokenizers.module.css";

export function TokenizerRow({ tokenizer }: { tokenizer: Tokenizer }) {
  const { id, name, vocab_size, figures, jobs, shipped, created_at } = tokenizer;
  return (
    <li className={styles.row} aria-label={name}>
      <div className={styles.what}>
        <h2 className="foreign">{name}</h2>
        <p className={styles.facts}>
          {formatCount(vocab_size)} entries
          {!shipped && (
            <>
              {" · "}
              <span className="foreign">{originOf(tokenizer)}</span>
            </>
          )}
          {created_at !== null && (
            <>
              {" "}
              <Ago at={created_at} />
            </>
          )}
          {" · "}
          {jobs === 0 ? "not used yet" : `used by ${plural(jobs, "job", "jobs")}`}
        </p>
        {figures?.held_out && <HeldOut lengths={figures.held_out} />}
        <p className={styles.links}>
          <Link href={`/tokenizers/compare?with=${id}`}>
            Compare<span className="visually-hidden"> {name}</span>
          </Link>
          <a href={`/api/tokenizers/${id}/file`} download="tokenizer.json">
            Download<span className="visually-hidden"> {name}</span>
          </a>
          {!shipped && <DeleteButton tokenizer={tokenizer} />}
        </p>
      </div>
      {figures && <Figures lengths={figures.yardstick} />}
    </li>
  );
}

/** On the same text for all of them, so that they can be compared at a glance. */
function Figures({ lengths }: { lengths: Record<string, Length> }) {
  return (
    <dl className={styles.figures}>
      {Object.entries(lengths).map(([code, length]) => (
        <div key={code}>
          <dt>{languageName(code)}</dt>
          <dd>
            <span className="number">{perToken(length, "characters")}</span>
            <small>characters a token</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function HeldOut({ lengths }: { lengths: Record<string, Length> }) {
  const told = Object.entries(lengths).map(
    ([code, length]) => `${perToken(length, "characters")} (${languageName(code)})`,
  );
  return (
    <p className={styles.facts}>
      Characters a token on text held out of its training: {told.join(", ")}
    </p>
  );
}

function DeleteButton({ tokenizer }: { tokenizer: Tokenizer }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => {
      const params = { path: { tokenizer_id: tokenizer.id } };
      return unwrap(api.DELETE("/api/tokenizers/{tokenizer_id}", { params }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokenizers }),
  });
  return (
    <ConfirmButton
      small
      title="Delete this tokenizer?"
      text={
        <p>
          <span className="foreign">{tokenizer.name}</span> goes for good. Models that need it keep
          it from being deleted.
        </p>
      }
      keep="Keep it"
      go="Delete"
      busy={remove.isPending}
      error={remove.error && toApiError(remove.error)}
      onGo={() => remove.mutateAsync()}
      onOpen={() => remove.reset()}
    >
      Delete<span className="visually-hidden"> {tokenizer.name}</span>
    </ConfirmButton>
  );
}
