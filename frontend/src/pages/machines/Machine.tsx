import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { nodeResourcesQuery } from "../../api/queries";
import type { Node } from "../../api/types";
import { formatBytes, plural } from "../../lib/format";
import { Ago } from "../../ui/Time";
import { UsageCurve, UsageCurves } from "../../ui/UsageCurve";
import { GpuRow } from "./GpuRow";
import { LAST_HOUR } from "./words";
import styles from "./Machines.module.css";

const LOOK_EVERY = 15_000;

export function Machine({ node }: { node: Node }) {
  const past = useQuery({ ...nodeResourcesQuery(node.name), refetchInterval: LOOK_EVERY }).data;
  const full = 100 * node.cpus;
  return (
    <section className={styles.machine} aria-label={node.name}>
      <h2 className="foreign">{node.name}</h2>
      <p className={styles.facts}>
        {node.alive ? (
          <span>Answers</span>
        ) : (
          <span className={styles.away}>
            Not heard of since <Ago at={node.heartbeat_at} />: no job starts on it
          </span>
        )}
        <span>{plural(node.cpus, "processor", "processors")}</span>
        {node.memory_bytes !== null && <span>{formatBytes(node.memory_bytes)} of memory</span>}
        {node.disk_free_bytes !== null && (
          <span>{formatBytes(node.disk_free_bytes)} of disk free</span>
        )}
        {node.cpu_jobs.map((job) => (
          <span key={job.id}>
            trains{" "}
            <Link href={`/jobs/${job.id}`} className="foreign">
              {job.name}
            </Link>
          </span>
        ))}
      </p>
      {past && past.time.length > 1 && (
        <UsageCurves>
          <UsageCurve
            title="Processor"
            time={past.time}
            values={past.cpu.map((percent) => share(percent, full))}
            full={1}
            span={LAST_HOUR}
          />
          <UsageCurve
            title="Memory"
            time={past.time}
            values={past.memory_used_bytes.map((used, i) => share(used, past.memory_bytes[i]))}
            full={1}
            span={LAST_HOUR}
          />
        </UsageCurves>
      )}
      {node.gpus.length > 0 && (
        <ul role="list" className={styles.gpus}>
          {node.gpus.map((gpu) => (
            <GpuRow
              key={gpu.uuid}
              node={node.name}
              gpu={gpu}
              time={past?.time ?? []}
              past={past?.gpus.find((columns) => columns.uuid === gpu.uuid)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function share(used: number | null, whole: number | null | undefined): number | null {
  return used === null || !whole ? null : used / whole;
}
