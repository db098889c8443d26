import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Icon } from "../../../ui/Icon";
import { uploadsQuery } from "../queries";
import { sendings, useSendings } from "./sendings";
import { SendingRow } from "./SendingRow";
import { WaitingUpload } from "./WaitingUpload";
import styles from "./Add.module.css";
import shared from "../Datasets.module.css";

/** Files from this computer: on their way, arrived, or left behind by an earlier try. */
export function UploadPanel() {
  const input = useRef<HTMLInputElement>(null);
  const going = useSendings();
  const known = useQuery(uploadsQuery).data ?? [];
  const shown = new Set(going.map((each) => each.upload));
  const others = known.filter((upload) => !shown.has(upload.id));
  const take = (files: FileList | null): void => {
    if (files) sendings.add(files);
    if (input.current) input.current.value = ""; // the same file may be chosen again
  };
  return (
    <div className={shared.narrow}>
      <label className={styles.drop}>
        {/* It lies over the whole label: browsers let one drop files on such an input. */}
        <input ref={input} type="file" multiple onChange={(event) => take(event.target.files)} />
        <Icon name="upload" size={22} />
        <span className={styles.pick}>Choose files</span>
        <span>or drop them here</span>
        <small>
          JSONL, JSON, CSV or Parquet of any size, also packed with gzip or zstd. A broken
          connection costs nothing: the upload goes on where it was.
        </small>
      </label>
      {going.length > 0 && (
        <section aria-labelledby="sendings">
          <h2 id="sendings" className={shared.sectionTitle}>
            Uploads
          </h2>
          <ul role="list" className={shared.tasks}>
            {going.map((sending) => (
              <SendingRow key={sending.key} sending={sending} />
            ))}
          </ul>
        </section>
      )}
      {others.length > 0 && (
        <section aria-labelledby="left">
          <h2 id="left" className={shared.sectionTitle}>
            Uploaded before
          </h2>
          <ul role="list" className={shared.tasks}>
            {others.map((upload) => (
              <WaitingUpload key={upload.id} upload={upload} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
