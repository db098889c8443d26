import { useEffect, type ReactNode } from "react";
import { Link, useRoute } from "wouter";
import { connect } from "../live/live";
import { Icon } from "../ui/Icon";
import { AccountMenu } from "./AccountMenu";
import { ConnectionBanner } from "./ConnectionBanner";
import styles from "./Shell.module.css";

/** What stands around every page once someone is signed in; it also holds the event stream. */
export function Shell({ children }: { children: ReactNode }) {
  useEffect(() => connect(), []);
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to the content
      </a>
      <header className={styles.header}>
        <Link href="/" className={styles.brand} aria-label="MiniMind Studio, all jobs">
          <Mark />
          <span className={styles.name}>
            MiniMind <span>Studio</span>
          </span>
        </Link>
        <nav aria-label="Main" className={styles.nav}>
          <NavLink href="/" pattern="/(jobs)?/*?">
            Jobs
          </NavLink>
          <NavLink href="/datasets" pattern="/datasets/*?">
            Datasets
          </NavLink>
          <NavLink href="/tokenizers" pattern="/tokenizers/*?">
            Tokenizers
          </NavLink>
          <NavLink href="/chat" pattern="/chat">
            Chat
          </NavLink>
          <NavLink href="/machines" pattern="/machines">
            Machines
          </NavLink>
          <NavLink href="/new" pattern="/new" action>
            <Icon name="plus" /> New job
          </NavLink>
        </nav>
        <AccountMenu />
      </header>
      <ConnectionBanner />
      <main id="main" tabIndex={-1} className={styles.main}>
        {children}
      </main>
    </>
  );
}

interface NavLinkProps {
  href: string;
  pattern: string;
  action?: boolean;
  children: ReactNode;
}

function NavLink({ href, pattern, action = false, children }: NavLinkProps) {
  const [current] = useRoute(pattern);
  return (
    <Link
      href={href}
      className={action ? styles.action : styles.link}
      aria-current={current ? "page" : undefined}
    >
      {children}
    </Link>
  );
}

/** The mark: a loss that falls and comes to rest. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true" className={styles.mark}>
      <path d="M4 6c4 0 4 14 11 16 3 .9 6 1 11 1" />
      <circle cx="26" cy="23" r="3.6" />
    </svg>
  );
}
