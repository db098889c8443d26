import type { JobStatus } from "../api/types";
import { classes } from "../lib/classes";
import { Icon, type IconName } from "./Icon";
import styles from "./ui.module.css";

interface Face {
  word: string;
  icon: IconName;
  tone?: "good" | "bad" | "warn" | "live";
}

const FACES: Record<JobStatus, Face> = {
  queued: { word: "Waiting", icon: "clock" },
  starting: { word: "Starting", icon: "dots", tone: "live" },
  running: { word: "Running", icon: "pulse", tone: "live" },
  stopping: { word: "Stopping", icon: "halt", tone: "warn" },
  pausing: { word: "Pausing", icon: "halt", tone: "warn" },
  paused: { word: "Paused", icon: "pause" },
  done: { word: "Done", icon: "check", tone: "good" },
  stopped: { word: "Stopped", icon: "square" },
  failed: { word: "Failed", icon: "warning", tone: "bad" },
};

/** A state as shape, word and colour: any one of them is enough. */
export function Status({ status }: { status: JobStatus }) {
  const { word, icon, tone } = FACES[status];
  return (
    <span className={classes(styles.status, tone && styles[tone])}>
      <Icon name={icon} /> {word}
    </span>
  );
}
