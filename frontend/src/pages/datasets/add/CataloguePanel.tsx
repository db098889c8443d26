import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../../../api/client";
import { toApiError } from "../../../api/errors";
import { keys } from "../../../api/keys";
import type { Schemas } from "../../../api/types";
import { formatBytes } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice } from "../../../ui/Notice";
import { CatalogueRow } from "./CatalogueRow";
import { HubFileForm } from "./HubFileForm";
import { InboxList } from "./InboxList";
import shared from "../Datasets.module.css";

type Catalogue = Schemas["CatalogueInfo"];
export type HubName = Catalogue["hub"];

const LOOK_EVERY = 5000;

/** The published files, and whatever else a hub or the server's inbox has. */
export function CataloguePanel() {
  const catalogue = useQuery({
    queryKey: keys.catalogue,
    staleTime: 2000,
    refetchInterval: LOOK_EVERY,
    queryFn: () => unwrap(api.GET("/api/catalogue")),
  });
  if (catalogue.data) return <Found catalogue={catalogue.data} />;
  if (catalogue.isPending) return <Loading label="Opening the catalogue" />;
  return (
    <ErrorNotice
      error={toApiError(catalogue.error)}
      actions={
        <Button small onClick={() => void catalogue.refetch()}>
          Try again
        </Button>
      }
    />
  );
}

function Found({ catalogue }: { catalogue: Catalogue }) {
  const [hub, setHub] = useState<HubName>(catalogue.hub);
  const chosen = catalogue.hubs.find((each) => each.name === hub);
  return (
    <div className={shared.narrow}>
      <div className={shared.fields}>
        <Field
          label="Hub"
          help={
            chosen && (
              <span className="foreign">
                {chosen.mirror ? "By the mirror " : ""}
                {chosen.address}
                {catalogue.proxy !== null && `, through the proxy ${catalogue.proxy}`}
              </span>
            )
          }
        >
          {(control) => (
            <select
              {...control}
              value={hub}
              onChange={(event) => setHub(event.target.value as HubName)}
            >
              {catalogue.hubs.map((each) => (
                <option key={each.name} value={each.name}>
                  {each.title}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <section aria-labelledby="published">
        <h2 id="published" className={shared.sectionTitle}>
          Published files
        </h2>
        <ul role="list" className={shared.tasks}>
          {catalogue.files.map((file) => (
            <CatalogueRow key={file.file} file={file} hub={hub} />
          ))}
        </ul>
        <p className={shared.facts}>
          {formatBytes(catalogue.free_bytes)} free on the disk
          {catalogue.folder !== null && (
            <>
              {" "}
              · the folder <code className="foreign">{catalogue.folder}</code> is looked into first
            </>
          )}
        </p>
      </section>
      <HubFileForm hub={hub} title={chosen?.title ?? hub} />
      <InboxList />
    </div>
  );
}
