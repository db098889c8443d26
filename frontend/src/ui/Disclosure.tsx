import type { ReactNode } from "react";
import { Icon } from "./Icon";
import styles from "./ui.module.css";

interface Props {
  title: string;
  hint?: string;
  open?: boolean;
  onToggle?: (open: boolean) => void;
  children: ReactNode;
}

/** A part of a page that is folded away until asked for. */
export function Disclosure({ title, hint, open, onToggle, children }: Props) {
  return (
    <details
      className={styles.disclosure}
      open={open}
      onToggle={(event) => onToggle?.(event.currentTarget.open)}
    >
      <summary>
        <Icon name="down" size={14} />
        <span>
          {title} {hint !== undefined && <small>{hint}</small>}
        </span>
      </summary>
      <div className={styles.inside}>{children}</div>
    </details>
  );
}
