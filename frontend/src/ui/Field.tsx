import { useId, type ReactNode } from "react";
import { classes } from "../lib/classes";
import { Icon } from "./Icon";
import styles from "./Field.module.css";

export interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
  className: string | undefined;
}

interface Props {
  label: string;
  /** The label is for those who do not see what stands beside the control. */
  labelHidden?: boolean;
  /** Beside the label: a mark, a way back. */
  beside?: ReactNode;
  help?: ReactNode;
  error?: string | undefined;
  wide?: boolean;
  children: (control: ControlProps) => ReactNode;
}

/** A label, a control, what it is for and what is wrong with it, tied together for every reader. */
export function Field({ label, labelHidden = false, ...rest }: Props) {
  const { beside, help, error, wide = false, children } = rest;
  const id = useId();
  const helpId = help == null || help === "" ? null : `${id}-help`;
  const errorId = error === undefined ? null : `${id}-error`;
  const describedBy = [errorId, helpId].filter((part) => part !== null).join(" ");
  return (
    <div className={classes(styles.field, wide && styles.wide)}>
      <div className={labelHidden ? "visually-hidden" : styles.labelLine}>
        <label htmlFor={id}>{label}</label>
        {beside}
      </div>
      {children({
        id,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error === undefined ? undefined : true,
        className: styles.control,
      })}
      {errorId !== null && <Complaint id={errorId}>{error}</Complaint>}
      {helpId !== null && (
        <p id={helpId} className={styles.help}>
          {help}
        </p>
      )}
    </div>
  );
}

export function Complaint({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className={styles.error}>
      <Icon name="warning" size={14} /> <span>{children}</span>
    </p>
  );
}
