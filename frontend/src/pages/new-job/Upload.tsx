import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { toApiError } from "../../api/errors";
import { keys } from "../../api/keys";
import type { Dataset, Stage } from "../../api/types";
import { uploadDataset } from "../../api/upload";
import { formatBytes, formatCount, formatPercent } from "../../lib/format";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ErrorNotice, Notice } from "../../ui/Notice";
import { ProgressBar } from "../../ui/ProgressBar";
import styles from "./NewJob.module.css";

/** The server takes no more in one request. */
const MOST = 256 * 2 ** 20;

interface Props {
  kind: Stage["dataset_kind"];
  onDone: (id: string) => void;
}

/** Takes a file by choice or by drop, sends it, and says what the server found in it. */
export function Upload({ kind, onDone }: Props) {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const aborter = useRef<AbortController | null>(null);
  const [sent, setSent] = useState(0);
  const [tooLarge, setTooLarge] = useState(false);
  const upload = useMutation({
    mutationFn: (file: File) => {
      aborter.current = new AbortController();
      setSent(0);
      return uploadDataset(file, kind, setSent, aborter.current.signal);
    },
    onSuccess: ({ dataset }) => {
      client.setQueryData<Dataset[]>(keys.datasetList, (list) =>
        list?.some((each) => each.id === dataset.id) ? list : [dataset, ...(list ?? [])],
      );
      onDone(dataset.id);
    },
  });
  useEffect(() => () => aborter.current?.abort(), []);

  const take = (files: FileList | null): void => {
    const file = files?.[0];
    if (file && !upload.isPending) {
      setTooLarge(file.size > MOST);
      if (file.size > MOST) upload.reset();
      else upload.mutate(file);
    }
    if (input.current) input.current.value = ""; // the same file, mended, may come again
  };
  const cancelled = upload.error instanceof DOMException && upload.error.name === "AbortError";
  return (
    <div className={styles.upload}>
      <label className={styles.drop}>
        {/* It lies over the whole label: browsers let one drop a file on such an input. */}
        <input
          ref={input}
          type="file"
          accept=".jsonl,.ndjson,.json,.txt"
          disabled={upload.isPending}
          onChange={(event) => take(event.target.files)}
        />
        <Icon name="upload" />
        <span className={styles.pick}>Upload a JSONL file</span>
        <span className={styles.dropHint}>or drop it here</span>
      </label>
      {tooLarge && (
        <Notice actions={<Link href="/datasets/add">Add data</Link>}>
          <p>
            Files over {MOST / 2 ** 20} MiB are uploaded on a page of their own, where a broken
            connection costs nothing.
          </p>
        </Notice>
      )}
      {upload.isPending && (
        <Sending file={upload.variables} sent={sent} onCancel={() => aborter.current?.abort()} />
      )}
      {upload.isError && !cancelled && <ErrorNotice error={toApiError(upload.error)} />}
      {upload.isSuccess && (
        <Notice tone="good">
          <p role="status">
            <span className="foreign">{upload.data.dataset.name}</span>:{" "}
            {formatCount(upload.data.dataset.rows)} rows, all sound.{" "}
            {upload.data.existed && "The very same file was here already; it is chosen now."}
          </p>
        </Notice>
      )}
    </div>
  );
}

function Sending({ file, sent, onCancel }: { file: File; sent: number; onCancel: () => void }) {
  const words =
    sent < 1
      ? `Sending ${formatBytes(file.size)}, ${formatPercent(sent)}`
      : "Sent. The server checks every row…";
  return (
    <div className={styles.sending}>
      <ProgressBar fraction={sent < 1 ? sent : null} label="Upload" />
      <p role="status">{words}</p>
      <Button kind="quiet" small onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
