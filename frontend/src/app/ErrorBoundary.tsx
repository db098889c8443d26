import { Component, type ReactNode } from "react";
import styles from "./Shell.module.css";

interface Props {
  children: ReactNode;
}

interface State {
  failed: boolean;
}

/** A mistake in the page itself: says so and offers the way out. Jobs are not touched by it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main className={styles.lonely}>
        <h1>This page broke</h1>
        <p>Nothing happened to your jobs: they run on the server, not here.</p>
        <p>
          <a href={location.href}>Load the page again</a> or <a href="/">go to the jobs</a>.
        </p>
      </main>
    );
  }
}
