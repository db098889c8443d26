import { useQuery } from "@tanstack/react-query";
import { toApiError } from "../../../api/errors";
import type { Dataset } from "../../../api/types";
import { NotFound } from "../../../app/NotFound";
import { KINDS, originWords, stateOf } from "../../../lib/dataset-words";
import { formatBytes, formatCount, plural } from "../../../lib/format";
import { Button } from "../../../ui/Button";
import { Loading } from "../../../ui/Loading";
import { ErrorNotice } from "../../../ui/Notice";
import { PageTitle } from "../../../ui/PageTitle";
import { Ago } from "../../../ui/Time";
import { DatasetBadge } from "../DatasetBadge";
import { datasetQuery } from "../queries";
import { Tabs } from "../Tabs";
import { Up } from "../Up";
import { useTasks } from "../use-tasks";
import { Actions } from "./Actions";
import { DatasetWork } from "./DatasetWork";
import { TABS } from "./tabs";
import styles from "../Datasets.module.css";

interface Props {
  id: string;
  tab?: string | undefined;
}

export function DatasetPage({ id, tab = "report" }: Props) {
  const query = useQuery(datasetQuery(id));
  if (query.data) return <Found dataset={query.data} tab={tab} />;
  if (query.isPending) return <Loading label="Loading the dataset" />;
  const error = toApiError(query.error);
  return (
    <>
      <PageTitle
        title={error.status === 404 ? "There is no such dataset" : "The dataset cannot be shown"}
        above={<Up />}
      />
      <ErrorNotice
        error={error}
        actions={
          <Button small onClick={() => void query.refetch()}>
            Try again
          </Button>
        }
      />
    </>
  );
}

function Found({ dataset, tab }: { dataset: Dataset; tab: string }) {
  const tasks = useTasks().data ?? [];
  const chosen = TABS.find((each) => each.name === tab);
  if (!chosen) return <NotFound />;
  const origin = originWords(dataset.origin);
  const here = `/datasets/${dataset.id}`;
  const tabs = TABS.map(({ name, title }, i) => ({
    href: i === 0 ? here : `${here}/${name}`,
    title,
  }));
  return (
    <article>
      <PageTitle
        title={dataset.name}
        above={<Up />}
        actions={<Actions dataset={dataset} tasks={tasks} />}
      >
        <div className={styles.headFacts}>
          <DatasetBadge dataset={dataset} state={stateOf(dataset, tasks)} />
          <span>{KINDS[dataset.kind][0]}</span>
          <span>{plural(dataset.rows, "row", "rows")}</span>
          <span title={`${formatCount(dataset.bytes)} bytes`}>{formatBytes(dataset.bytes)}</span>
          <span>
            {origin !== null && `${origin} `}
            <Ago at={dataset.created_at} />
          </span>
        </div>
      </PageTitle>
      <DatasetWork dataset={dataset} tasks={tasks} />
      <Tabs
        label="Views of the dataset"
        tabs={tabs}
        current={tabs[TABS.indexOf(chosen)]?.href ?? here}
      />
      <chosen.View dataset={dataset} tasks={tasks} />
    </article>
  );
}
