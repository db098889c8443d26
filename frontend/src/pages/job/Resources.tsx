import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toApiError } from "../../api/errors";
import { jobResourcesQuery } from "../../api/queries";
import type { Job, JobResources } from "../../api/types";
import { formatBytes, formatSmall } from "../../lib/format";
import { Disclosure } from "../../ui/Disclosure";
import { Loading } from "../../ui/Loading";
import { ErrorNotice } from "../../ui/Notice";
import { UsageCurve, UsageCurves } from "../../ui/UsageCurve";
import styles from "./Executions.module.css";

const LOOK_EVERY = 15_000;
const SPAN = "over the time of this job";

/** What the job's processes used, on each machine that ran it. */
export function Resources({ job }: { job: Job }) {
  const [open, setOpen] = useState(false);
  const live = job.status === "running" || job.status === "starting";
  const query = useQuery({
    ...jobResourcesQuery(job.id),
    enabled: open,
    refetchInterval: live && LOOK_EVERY,
  });
  if (job.attempt === 0) return null;
  const measured = query.data?.nodes.filter((node) => node.time.length > 1) ?? [];
  return (
    <Disclosure title="Resources" hint="what it used" open={open} onToggle={setOpen}>
      {query.isLoading && <Loading label="Loading the curves" />}
      {query.error && <ErrorNotice error={toApiError(query.error)} />}
      {query.data && measured.length === 0 && (
        <p className="soft">
          {live
            ? "It is measured every ten seconds; a curve begins with the second time."
            : "It was too short to be measured."}
        </p>
      )}
      <div className={styles.list}>
        {measured.map((node) => (
          <section key={node.node} aria-label={`Used on ${node.node}`} className={styles.execution}>
            {measured.length > 1 && <h3 className="foreign">{node.node}</h3>}
            <Curves node={node} live={live} />
          </section>
        ))}
      </div>
    </Disclosure>
  );
}

function Curves({ node, live }: { node: JobResources["nodes"][number]; live: boolean }) {
  const shared = { time: node.time, span: SPAN, live };
  return (
    <UsageCurves>
      <UsageCurve
        {...shared}
        title="Processors"
        values={node.cpu.map((percent) => percent && percent / 100)}
        words={(count) => formatSmall(count, 2)}
      />
      <UsageCurve {...shared} title="Memory" values={node.memory_used_bytes} words={formatBytes} />
      {node.gpus.flatMap((gpu) => [
        <UsageCurve
          {...shared}
          key={`${gpu.uuid} busy`}
          title={`GPU ${gpu.index ?? ""} busy`}
          values={gpu.utilisation.map((percent) => percent && percent / 100)}
          full={1}
        />,
        <UsageCurve
          {...shared}
          key={`${gpu.uuid} memory`}
          title={`GPU ${gpu.index ?? ""} memory`}
          values={gpu.memory_used_bytes}
          words={formatBytes}
        />,
      ])}
    </UsageCurves>
  );
}
