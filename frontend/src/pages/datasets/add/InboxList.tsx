import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../../api/client";
import { keys } from "../../../api/keys";
import { formatBytes } from "../../../lib/format";
import { ButtonLink } from "../../../ui/Button";
import { Ago } from "../../../ui/Time";
import shared from "../Datasets.module.css";

const LOOK_EVERY = 5000;

/** Files that somebody put into a folder of the server: the way in without a network. */
export function InboxList() {
  const inbox = useQuery({
    queryKey: keys.inbox,
    refetchInterval: LOOK_EVERY,
    queryFn: () => unwrap(api.GET("/api/inbox")),
  }).data;
  if (!inbox) return null;
  return (
    <section aria-labelledby="inbox" className={shared.part}>
      <h2 id="inbox" className={shared.sectionTitle}>
        Inbox
      </h2>
      <p>
        Where no hub can be reached, put files into this folder of the server:{" "}
        <code className="foreign">{inbox.path}</code>
      </p>
      {inbox.files.length > 0 && (
        <ul role="list" className={shared.tasks}>
          {inbox.files.map((file) => (
            <li key={file.name} className={shared.task} aria-label={file.name}>
              <div className={shared.taskHead}>
                <h3 className="foreign">{file.name}</h3>
                <ButtonLink small href={`/datasets/import/inbox/${encodeURIComponent(file.name)}`}>
                  Look inside and import
                </ButtonLink>
              </div>
              <p className={shared.facts}>
                {formatBytes(file.bytes)} · changed <Ago at={file.modified_at} />
                {file.catalogue !== null && ` · seems to be ${file.catalogue}`}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
