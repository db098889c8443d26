import type { Node } from "../../api/types";
import { formatBytes } from "../../lib/format";
import { Field } from "../../ui/Field";
import type { Complaints } from "./spec";
import styles from "./NewJob.module.css";

interface Props {
  nodes: Node[];
  gpus: number;
  processes: number;
  errors: Complaints;
  onGpus: (count: number) => void;
  onProcesses: (count: number) => void;
}

export function HardwareFields({ nodes, gpus, processes, errors, onGpus, onProcesses }: Props) {
  const mostGpus = Math.max(0, ...nodes.map((node) => node.gpus.length));
  const mostCpus = Math.max(1, ...nodes.map((node) => node.cpus));
  const asleep = nodes.length > 0 && nodes.every((node) => !node.alive);
  return (
    <div className={styles.pair}>
      <Field
        label="GPUs"
        error={errors.gpus}
        help={
          asleep || nodes.length === 0
            ? "No machine answers just now; the job waits until one does."
            : describe(nodes)
        }
      >
        {(control) => (
          <select
            {...control}
            value={gpus}
            disabled={mostGpus === 0}
            onChange={(event) => onGpus(Number(event.target.value))}
          >
            <option value={0}>None: the processor</option>
            {upTo(mostGpus).map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </select>
        )}
      </Field>
      {gpus === 0 && (
        <Field
          label="Processes"
          error={errors.processes}
          help="Over how many processes the work is split. One is fastest for small models."
        >
          {(control) => (
            <select
              {...control}
              value={processes}
              onChange={(event) => onProcesses(Number(event.target.value))}
            >
              {upTo(mostCpus).map((count) => (
                <option key={count} value={count}>
                  {count}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </div>
  );
}

function upTo(most: number): number[] {
  return Array.from({ length: Math.min(most, 64) }, (_, index) => index + 1);
}

/** "box: 2 × NVIDIA H100 (80.0 GB)"; "box: no GPU, 8 processor cores". */
function describe(nodes: Node[]): string {
  return nodes
    .map(({ name, gpus, cpus }) => {
      const first = gpus[0];
      if (!first) return `${name}: no GPU, ${cpus} processor cores`;
      return `${name}: ${gpus.length} × ${first.name} (${formatBytes(first.memory_bytes)})`;
    })
    .join("; ");
}
