import { useEffect, useState, useSyncExternalStore } from "react";
import { connectionState, onConnectionState } from "../live/live";
import { Icon } from "../ui/Icon";
import styles from "./Shell.module.css";

/** A blink of the network is not worth a word. */
const PATIENCE = 1500;

/** Says that the page is cut off from the server, and goes away by itself when it is not. */
export function ConnectionBanner() {
  const state = useSyncExternalStore(onConnectionState, connectionState);
  const lost = useLasting(state === "lost", PATIENCE);
  return (
    <div role="status" className={styles.bannerArea}>
      {lost && (
        <p className={styles.banner}>
          <Icon name="unplugged" />
          Connection lost. Training goes on without this page; reconnecting…
        </p>
      )}
    </div>
  );
}

/** True once `on` has been true for `after` milliseconds; false at once when it is not. */
function useLasting(on: boolean, after: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!on) return;
    const timer = setTimeout(() => setLasted(true), after);
    return () => {
      clearTimeout(timer);
      setLasted(false);
    };
  }, [on, after]);
  return on && lasted;
}
