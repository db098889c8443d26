import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../../api/client";
import { toApiError } from "../../../api/errors";
import { keys } from "../../../api/keys";
import { nameOf } from "../../../lib/dataset-words";
import { Button } from "../../../ui/Button";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice, Notice } from "../../../ui/Notice";
import { PageTitle } from "../../../ui/PageTitle";
import { Up } from "../Up";
import { ChoiceFields } from "./ChoiceFields";
import { ImportForm } from "./ImportForm";
import { PreviewView } from "./PreviewView";
import { AS_RECOGNISED, type Source } from "./preview";
import { usePreview } from "./use-preview";
import styles from "./Import.module.css";

/** An upload, before it becomes a dataset. */
export function ImportUploadPage({ id }: { id: string }) {
  const upload = useQuery({
    queryKey: keys.upload(id),
    queryFn: () => {
      const params = { path: { upload_id: id } };
      return unwrap(api.GET("/api/uploads/{upload_id}", { params }));
    },
  });
  if (upload.data) return <ImportPage source={{ upload: id }} filename={upload.data.filename} />;
  if (upload.isPending) return <Loading label="Looking for the upload" />;
  return (
    <>
      <PageTitle title="The upload cannot be imported" above={<Up />} />
      <ErrorNotice
        error={toApiError(upload.error)}
        actions={
          <Button small onClick={() => void upload.refetch()}>
            Try again
          </Button>
        }
      />
    </>
  );
}

export function ImportPage({ source, filename }: { source: Source; filename: string }) {
  const [choices, setChoices] = useState(AS_RECOGNISED);
  const preview = usePreview(source, choices);
  const error = preview.error && toApiError(preview.error);
  const importable = preview.data?.kind == null ? null : preview.data;
  return (
    <>
      <PageTitle title={`Import ${filename}`} above={<Up />}>
        Look at what becomes of the first rows; then every row is imported and checked.
      </PageTitle>
      <div className={styles.page}>
        {preview.isPending && <Loading label="Looking into the file" />}
        {error && (
          <ErrorNotice
            error={error}
            actions={
              <Button small onClick={() => void preview.refetch()}>
                Look again
              </Button>
            }
          />
        )}
        {preview.data?.problem != null && (
          <Notice tone="bad">
            <p className="foreign">{preview.data.problem}</p>
          </Notice>
        )}
        {(preview.data ?? error) && (
          <ChoiceFields
            // Another recognition fills the fields anew.
            key={preview.data ? JSON.stringify(preview.data.mapping) : "none"}
            preview={preview.data ?? null}
            choices={choices}
            onChange={setChoices}
          />
        )}
        {preview.data && <PreviewView preview={preview.data} />}
        {importable && (
          <ImportForm
            source={source}
            choices={choices}
            preview={importable}
            name={nameOf(filename)}
          />
        )}
      </div>
    </>
  );
}
