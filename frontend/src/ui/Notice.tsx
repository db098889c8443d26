import type { ReactNode } from "react";
import type { ApiError } from "../api/errors";
import { formatCount } from "../lib/format";
import { classes } from "../lib/classes";
import { Icon, type IconName } from "./Icon";
import styles from "./ui.module.css";

type Tone = "plain" | "good" | "warn" | "bad";

const ICONS: Record<Tone, IconName> = {
  plain: "info",
  good: "check",
  warn: "warning",
  bad: "warning",
};

interface Props {
  tone?: Tone;
  children: ReactNode;
  actions?: ReactNode;
  /** Read out at once by screen readers; for what just happened. */
  alert?: boolean;
}

export function Notice({ tone = "plain", children, actions, alert = false }: Props) {
  return (
    <div
      className={classes(styles.notice, tone !== "plain" && styles[tone])}
      role={alert ? "alert" : undefined}
    >
      <Icon name={ICONS[tone]} />
      <div>
        {children}
        {actions != null && actions !== false && (
          <div className={styles.noticeActions}>{actions}</div>
        )}
      </div>
    </div>
  );
}

/** What the server said: what is wrong, in which line, and what to do. */
export function ErrorNotice({ error, actions }: { error: ApiError; actions?: ReactNode }) {
  return (
    <Notice tone="bad" alert actions={actions}>
      <p>
        {error.line !== null && <strong>Line {formatCount(error.line)}: </strong>}
        {error.message}
      </p>
      {error.remedy !== null && <p className="soft">{error.remedy}</p>}
    </Notice>
  );
}
