import { useEffect, useRef, type ReactNode } from "react";
import styles from "./ui.module.css";

interface Props {
  title: string;
  /** Stands above the title: where this page belongs. */
  above?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}

let firstPage = true;

/** The page's heading. Names the window, and takes the focus after a change of page. */
export function PageTitle({ title, above, children, actions }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · MiniMind Studio`;
  }, [title]);
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return (
    <div className={styles.pageHead}>
      <div>
        {above}
        <h1 ref={heading} tabIndex={-1} className="foreign">
          {title}
        </h1>
        {children !== undefined && <div className={styles.lead}>{children}</div>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
