import { useId, useState } from "react";
import { Button } from "../../../ui/Button";
import { Disclosure } from "../../../ui/Disclosure";
import { Field } from "../../../ui/Field";
import { shareWords } from "../charts/figures";
import {
  AS_RECOGNISED,
  isWhole,
  MAPPINGS,
  mappingNamed,
  type Choices,
  type Encoding,
  type MappingName,
  type Preview,
  type RowFormat,
} from "./preview";
import styles from "./Import.module.css";
import shared from "../Datasets.module.css";

interface Props {
  /** Null when the file could not be read as it was asked for. */
  preview: Preview | null;
  choices: Choices;
  onChange: (choices: Choices) => void;
}

const ENCODINGS: [Encoding, string][] = [
  ["utf-8", "UTF-8"],
  ["utf-16", "UTF-16"],
  ["gb18030", "GB18030 (GBK)"],
];

/** How the file is read: recognised, and open to correction. */
export function ChoiceFields({ preview, choices, onChange }: Props) {
  const isMapped = Object.keys(choices.mapping).length > 0;
  const recognised = preview?.title == null ? null : preview;
  return (
    <div className={shared.part}>
      <div className={shared.fields}>
        {recognised && !isMapped && (
          <FormatField preview={recognised} choices={choices} onChange={onChange} />
        )}
        {preview?.container !== "parquet" && (
          <Field label="Encoding">
            {(control) => (
              <select
                {...control}
                value={choices.encoding ?? ""}
                onChange={(event) => {
                  const encoding = (event.target.value || null) as Encoding | null;
                  onChange({ ...choices, encoding });
                }}
              >
                <option value="">
                  {preview?.encoding ? `As recognised: ${preview.encoding}` : "As recognised"}
                </option>
                {ENCODINGS.map(([value, title]) => (
                  <option key={value} value={value}>
                    {title}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
      </div>
      <MappingFields {...{ preview, choices, onChange }} />
    </div>
  );
}

function FormatField({ preview, choices, onChange }: Props & { preview: Preview }) {
  const { candidates } = preview;
  const offered = new Map(candidates.map((each) => [each.format, each]));
  return (
    <Field
      label="Format of the rows"
      help={`${preview.convertible} of the first ${preview.read} rows can be converted.`}
    >
      {(control) => (
        <select
          {...control}
          value={choices.format ?? ""}
          onChange={(event) => {
            const format = (event.target.value || null) as RowFormat | null;
            onChange({ ...choices, format });
          }}
        >
          <option value="">As recognised: {preview.title}</option>
          {[...offered.values()].map((each) => (
            <option key={each.format} value={each.format}>
              {each.title}, fits {shareWords(each.share)} of them
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function MappingFields({ preview, choices, onChange }: Props) {
  const isMapped = Object.keys(choices.mapping).length > 0;
  const start = isMapped ? choices.mapping : (preview?.mapping ?? {});
  const [name, setName] = useState<MappingName>(mappingNamed(start));
  const [mapping, setMapping] = useState(start);
  const [open, setOpen] = useState(isMapped || preview?.kind == null);
  const columns = useId();
  const { needed, more } = MAPPINGS[name];
  const fields: string[] = [...needed, ...more];
  return (
    <Disclosure
      title="Columns"
      hint="for files whose fields have other names"
      open={open}
      onToggle={setOpen}
    >
      <div className={styles.mapping}>
        <Field label="A row holds">
          {(control) => (
            <select
              {...control}
              value={name}
              onChange={(event) => setName(event.target.value as MappingName)}
            >
              {Object.entries(MAPPINGS).map(([each, { title }]) => (
                <option key={each} value={each}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Field>
        {/* What the file has is offered, and anything may be typed: a field may lack in the first rows. */}
        <datalist id={columns}>
          {preview?.columns.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        {fields.map((field) => (
          <Field
            key={field}
            label={field}
            help={needed.some((each) => each === field) ? "Its column in the file" : "May be empty"}
          >
            {(control) => (
              <input
                {...control}
                type="text"
                list={columns}
                autoComplete="off"
                maxLength={200}
                value={mapping[field] ?? ""}
                onChange={(event) => setMapping({ ...mapping, [field]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <div className={shared.buttons}>
          <Button
            disabled={!isWhole(name, mapping)}
            onClick={() => onChange({ ...choices, format: null, mapping: chosen(fields, mapping) })}
          >
            Use these columns
          </Button>
          {isMapped && (
            <Button kind="quiet" onClick={() => onChange(AS_RECOGNISED)}>
              Back to what was recognised
            </Button>
          )}
        </div>
      </div>
    </Disclosure>
  );
}

function chosen(fields: string[], mapping: Record<string, string>): Record<string, string> {
  const pairs = fields.map((field) => [field, mapping[field] ?? ""] as const);
  return Object.fromEntries(pairs.filter(([, column]) => column !== ""));
}
