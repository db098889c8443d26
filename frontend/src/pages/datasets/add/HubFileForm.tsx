import { useState, type SyntheticEvent } from "react";
import { toApiError } from "../../../api/errors";
import { Button } from "../../../ui/Button";
import { Disclosure } from "../../../ui/Disclosure";
import { Field } from "../../../ui/Field";
import { ErrorNotice } from "../../../ui/Notice";
import type { HubName } from "./CataloguePanel";
import { useDownload } from "./use-download";
import shared from "../Datasets.module.css";

const NOTHING = { repository: "", path: "", name: "" };

/** Any file of any dataset on the hub. */
export function HubFileForm({ hub, title }: { hub: HubName; title: string }) {
  const [asked, setAsked] = useState(NOTHING);
  const download = useDownload();
  const error = download.error && toApiError(download.error);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const { repository, path, name } = asked;
    download.mutate(
      { hub, repository: repository.trim(), path: path.trim(), ...(name.trim() && { name }) },
      { onSuccess: () => setAsked(NOTHING) },
    );
  };
  const field = (name: keyof typeof NOTHING, label: string, help: string) => (
    <Field label={label} help={help} error={error?.field === name ? error.message : undefined}>
      {(control) => (
        <input
          {...control}
          type="text"
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          value={asked[name]}
          onChange={(event) => setAsked({ ...asked, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  const elsewhere = error && !Object.keys(NOTHING).includes(error.field ?? "");
  return (
    <Disclosure title="Another file" hint={`of any dataset on ${title}`}>
      <form className={shared.part} onSubmit={submit} noValidate>
        <div className={shared.fields}>
          {field("repository", "Dataset", "OWNER/NAME, as it stands in the hub's address")}
          {field("path", "File", "For example data/train.parquet")}
          {field("name", "Name", "Empty: the file's")}
        </div>
        {elsewhere && <ErrorNotice error={error} />}
        <div>
          <Button
            type="submit"
            disabled={download.isPending || !asked.repository.trim() || !asked.path.trim()}
          >
            Download
          </Button>
        </div>
      </form>
    </Disclosure>
  );
}
