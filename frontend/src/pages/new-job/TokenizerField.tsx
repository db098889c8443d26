import { Link } from "wouter";
import { formatCount } from "../../lib/format";
import { Disclosure } from "../../ui/Disclosure";
import { Field } from "../../ui/Field";
import type { Tokenizer } from "../tokenizers/queries";

interface Props {
  tokenizers: Tokenizer[];
  value: string;
  error: string | undefined;
  onChange: (id: string) => void;
}

/** For a new model. What starts from another has that one's. */
export function TokenizerField({ tokenizers, value, error, onChange }: Props) {
  if (tokenizers.length < 2 && value === "") return null;
  const missing = value !== "" && !tokenizers.some((each) => each.id === value);
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
            {tokenizers.map(({ id, name, shipped, vocab_size }) => (
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
