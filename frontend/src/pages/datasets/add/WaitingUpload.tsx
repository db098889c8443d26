import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import { toApiError } from "../../../api/errors";
import { keys } from "../../../api/keys";
import type { UploadInfo } from "../../../api/types";
import { formatBytes } from "../../../lib/format";
import { Button, ButtonLink } from "../../../ui/Button";
import { ErrorNotice } from "../../../ui/Notice";
import { Ago } from "../../../ui/Time";
import shared from "../Datasets.module.css";

/** A file that is on the server already, whole or not, and no dataset yet. */
export function WaitingUpload({ upload }: { upload: UploadInfo }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => {
      const params = { path: { upload_id: upload.id } };
      return unwrap(api.DELETE("/api/uploads/{upload_id}", { params }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.uploads }),
  });
  const whole = upload.received >= upload.bytes;
  return (
    <li className={shared.task} aria-label={upload.filename}>
      <div className={shared.taskHead}>
        <h3 className="foreign">{upload.filename}</h3>
        <div className={shared.buttons}>
          {whole && (
            <ButtonLink small href={`/datasets/import/upload/${upload.id}`}>
              Look inside and import
            </ButtonLink>
          )}
          <Button kind="quiet" small disabled={remove.isPending} onClick={() => remove.mutate()}>
            Remove
          </Button>
        </div>
      </div>
      <p className={shared.facts}>
        {whole
          ? `${formatBytes(upload.bytes)}, whole`
          : `${formatBytes(upload.received)} of ${formatBytes(upload.bytes)}. Choose the same file again to go on`}{" "}
        · begun <Ago at={upload.created_at} />
      </p>
      {remove.error && <ErrorNotice error={toApiError(remove.error)} />}
    </li>
  );
}
