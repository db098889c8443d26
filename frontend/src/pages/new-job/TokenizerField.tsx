import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { formatCount } from "../../lib/format";
import { Disclosure } from "../../ui/Disclosure";
import { Field } from "../../ui/Field";
import { tokenizersQuery, type Tokenizer } from "../tokenizers/queries";

interface Props {
  value: string;
  error: string | undefined;
  onChange: (id: string) => void;
}

/** The tokenizer of a chosen id; null: the shipped one, or not known yet. */
export function useTokenizer(id: string): Tokenizer | null {
  const { data } = useQuery(tokenizersQuery);
  return data?.find((each) => each.id === id && !each.shipped) ?? null;
}

/** For a new model. What starts from another has that one's. */
export function TokenizerField({ value, error, onChange }: Props) {
  const { data } = useQuery(tokenizersQuery);
  if (!data || (data.length < 2 && value === "")) return null;
  const missing = value !== "" && !data.some((each) => each.id === value);
  const complaint = missing ? "The one that was asked for is gone." : error;
  return (
    <Disclosure
      title="Tokenizer"
      hint={value === "" ? "the shipped one" : undefined}
      open={value !== "" || complaint !== undefined || undefined}
    >
      <Field
        label="How text is cut into tokens"
        error={complaint}
        help={
          <>
            The model keeps it for life. <Link href="/tokenizers/compare">Compare them</Link>
          </>
        }
      >
        {(control) => (
          <select
            {...control}
            value={missing ? "" : value}
            onChange={({ target }) => onChange(target.value)}
          >
            {data.map(({ id, name, shipped, vocab_size }) => (
              <option key={id} value={shipped ? "" : id}>
                {`${name} · ${formatCount(vocab_size)} entries`}
              </option>
            ))}
          </select>
        )}
      </Field>
    </Disclosure>
  );
}
