import { Link } from "wouter";
import styles from "./Datasets.module.css";

interface Props {
  label: string;
  tabs: { href: string; title: string }[];
  current: string;
}

/** Views of one thing, each with an address of its own. */
export function Tabs({ label, tabs, current }: Props) {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {tabs.map(({ href, title }) => (
        <Link key={href} href={href} aria-current={href === current ? "page" : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}
