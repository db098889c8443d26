import type { ComponentType } from "react";
import type { Dataset, Task } from "../../../api/types";
import { RowsTab } from "../rows/RowsTab";
import { CleanTab } from "./CleanTab";
import { ReportTab } from "./ReportTab";
import { UsesTab } from "./UsesTab";

interface ViewProps {
  dataset: Dataset;
  tasks: Task[];
}

/** The views of a dataset; the first one has its plain address. */
export const TABS: { name: string; title: string; View: ComponentType<ViewProps> }[] = [
  { name: "report", title: "Report", View: ReportTab },
  { name: "rows", title: "Rows", View: RowsTab },
  { name: "clean", title: "Cleaned copy", View: CleanTab },
  { name: "uses", title: "Uses", View: UsesTab },
];
