import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, unwrap } from "../../api/client";
import { toApiError } from "../../api/errors";
import { keys } from "../../api/keys";
import type { Gpu, NodeResources } from "../../api/types";
import { formatBytes } from "../../lib/format";
import { Button } from "../../ui/Button";
import { ErrorNotice, Notice } from "../../ui/Notice";
import { UsageCurve } from "../../ui/UsageCurve";
import styles from "./Machines.module.css";
import { LAST_HOUR } from "./words";

interface Props {
  node: string;
  gpu: Gpu;
  time: number[];
  past: NodeResources["gpus"][number] | undefined;
}

export function GpuRow({ node, gpu, time, past }: Props) {
  const used = gpu.memory_used_bytes;
  return (
    <li className={styles.gpu}>
      <div>
        <h3>
          GPU {gpu.index} <span className="foreign">{gpu.name}</span>
        </h3>
        <p className={styles.facts}>
          <span>
            {used === null ? "" : `${formatBytes(used)} of `}
            {formatBytes(gpu.memory_bytes)}
          </span>
          {gpu.utilisation !== null && <span>{gpu.utilisation}% busy</span>}
          {gpu.temperature_c !== null && <span>{gpu.temperature_c} °C</span>}
          {gpu.power_w !== null && <span>{Math.round(gpu.power_w)} W</span>}
          {gpu.job ? (
            <span>
              trains{" "}
              <Link href={`/jobs/${gpu.job.id}`} className="foreign">
                {gpu.job.name}
              </Link>
            </span>
          ) : (
            gpu.unusable === null && <span>Free</span>
          )}
        </p>
      </div>
      {past && time.length > 1 && (
        <UsageCurve
          title="Busy"
          time={time}
          values={past.utilisation.map((percent) => percent && percent / 100)}
          full={1}
          span={LAST_HOUR}
        />
      )}
      {gpu.unusable !== null && <Unusable node={node} gpu={gpu} />}
      {gpu.warning !== null && gpu.unusable === null && (
        <Notice tone="warn">
          <p className="foreign">{gpu.warning}</p>
        </Notice>
      )}
    </li>
  );
}

/** Why no job gets it, whose processes are on it, and the way back into service. */
function Unusable({ node, gpu }: { node: string; gpu: Gpu }) {
  const client = useQueryClient();
  const release = useMutation({
    mutationFn: () => {
      const params = { path: { name: node, index: gpu.index } };
      return unwrap(api.POST("/api/nodes/{name}/gpus/{index}/release", { params }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.nodes }),
  });
  return (
    <Notice tone="warn">
      <p className="foreign">{gpu.unusable}</p>
      {release.error && <ErrorNotice error={toApiError(release.error)} />}
      {gpu.releasable && (
        <Button small disabled={release.isPending} onClick={() => release.mutate()}>
          It is mended: use it again
        </Button>
      )}
    </Notice>
  );
}
