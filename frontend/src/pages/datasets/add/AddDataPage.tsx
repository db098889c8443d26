import { NotFound } from "../../../app/NotFound";
import { PageTitle } from "../../../ui/PageTitle";
import { Tabs } from "../Tabs";
import { Up } from "../Up";
import { useTasks } from "../use-tasks";
import { GeneratePanel } from "../make/GeneratePanel";
import { MixPanel } from "../make/MixPanel";
import { Work } from "../list/Work";
import { CataloguePanel } from "./CataloguePanel";
import { UploadPanel } from "./UploadPanel";

/** What was asked for on this page; older ends are told in the list of datasets. */
const LATELY = 5 * 60_000;

const WAYS = [
  { way: "upload", href: "/datasets/add", title: "Upload a file", Panel: UploadPanel },
  { way: "catalogue", href: "/datasets/add/catalogue", title: "Catalogue", Panel: CataloguePanel },
  { way: "generate", href: "/datasets/add/generate", title: "Generate", Panel: GeneratePanel },
  { way: "mix", href: "/datasets/add/mix", title: "Mix", Panel: MixPanel },
];

/** The ways to data. */
export function AddDataPage({ way = "upload" }: { way?: string | undefined }) {
  const tasks = useTasks();
  const chosen = WAYS.find((each) => each.way === way);
  if (!chosen) return <NotFound />;
  return (
    <>
      <PageTitle title="Add data" above={<Up />} />
      <Tabs label="Ways to data" tabs={WAYS} current={chosen.href} />
      <Work tasks={tasks.data ?? []} endedWithin={LATELY} />
      <chosen.Panel />
    </>
  );
}
