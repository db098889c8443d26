import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import { keys } from "../../../api/keys";
import type { Dataset } from "../../../api/types";
import { Field } from "../../../ui/Field";
import type { Lens } from "./rows";
import styles from "./Rows.module.css";

const LENGTHS = [128, 256, 512, 1024, 2048, 4096];

interface Props {
  dataset: Dataset;
  lens: Lens;
  onChange: (lens: Lens) => void;
}

/** Through which eyes a row is looked at. */
export function LensFields({ dataset, lens, onChange }: Props) {
  const tokenizers = useQuery({
    queryKey: keys.tokenizers,
    queryFn: () => unwrap(api.GET("/api/tokenizers")),
  });
  const set = (changes: Partial<Lens>) => onChange({ ...lens, offset: 0, ...changes });
  return (
    <div className={styles.lens}>
      {dataset.kind !== "text" && (
        <Field label="Seen as">
          {(control) => (
            <select
              {...control}
              value={lens.view === "training" ? "training" : lens.thinking ? "think" : "plain"}
              onChange={({ target: { value } }) =>
                set({
                  view: value === "training" ? "training" : "prompt",
                  thinking: value !== "plain",
                })
              }
            >
              <option value="training">training sees it</option>
              <option value="think">chat asks it, with thinking</option>
              <option value="plain">chat asks it, without thinking</option>
            </select>
          )}
        </Field>
      )}
      <Field label="Sequence length">
        {(control) => (
          <select
            {...control}
            value={lens.seqLen}
            onChange={({ target }) => set({ seqLen: Number(target.value) })}
          >
            {LENGTHS.map((length) => (
              <option key={length} value={length}>
                {length}
              </option>
            ))}
          </select>
        )}
      </Field>
      {(tokenizers.data?.length ?? 0) > 1 && (
        <Field label="Tokenizer">
          {(control) => (
            <select
              {...control}
              value={lens.tokenizer}
              onChange={({ target }) => set({ tokenizer: target.value })}
            >
              {tokenizers.data?.map(({ id, name }, i) => (
                <option key={id} value={i === 0 ? "" : id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </div>
  );
}
