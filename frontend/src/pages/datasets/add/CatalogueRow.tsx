import { Link } from "wouter";
import { toApiError } from "../../../api/errors";
import type { Schemas } from "../../../api/types";
import { KINDS } from "../../../lib/dataset-words";
import { formatBytes, formatCount } from "../../../lib/format";
import { stageWord } from "../../../lib/job-words";
import { Button, ButtonLink } from "../../../ui/Button";
import { Icon } from "../../../ui/Icon";
import { ErrorNotice } from "../../../ui/Notice";
import type { HubName } from "./CataloguePanel";
import { useDownload } from "./use-download";
import shared from "../Datasets.module.css";

type File = Schemas["CatalogueFileInfo"];

/** A published file, and the way to it. */
export function CatalogueRow({ file, hub }: { file: File; hub: HubName }) {
  const download = useDownload();
  return (
    <li className={shared.task} aria-label={file.file}>
      <div className={shared.taskHead}>
        <h3 className="foreign">{file.file}</h3>
        <div className={shared.buttons}>
          <Way
            file={file}
            busy={download.isPending}
            onGo={() => {
              download.mutate({ file: file.file, hub });
            }}
          />
        </div>
      </div>
      <p>
        {file.recommended && <strong>To begin with. </strong>}
        {file.about}
      </p>
      <p className={shared.facts}>
        {KINDS[file.kind][0]} · for {file.stages.map(stageWord).join(", ")} ·{" "}
        {file.bytes !== null && `about ${formatBytes(file.bytes)} · `}
        up to {formatCount(file.max_length)} tokens a row
        {!file.enough_space && " · does not fit on the disk"}
      </p>
      {download.error && <ErrorNotice error={toApiError(download.error)} />}
    </li>
  );
}

function Way({ file, busy, onGo }: { file: File; busy: boolean; onGo: () => void }) {
  if (file.dataset_id !== null) {
    return <Link href={`/datasets/${file.dataset_id}`}>Here already</Link>;
  }
  if (file.task_id !== null) return <span className="soft">On its way</span>;
  return (
    <>
      {file.inbox !== null && (
        <ButtonLink small href={`/datasets/import/inbox/${encodeURIComponent(file.inbox)}`}>
          Import from the inbox
        </ButtonLink>
      )}
      <Button small disabled={busy || !file.enough_space} onClick={onGo}>
        <Icon name="down" size={14} /> {file.in_folder ? "Take from the folder" : "Download"}
      </Button>
    </>
  );
}
