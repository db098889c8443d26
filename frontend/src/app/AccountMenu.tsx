import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "../api/keys";
import { signOut } from "../api/session";
import { notifyState, turnNotifications, type NotifyState } from "../live/notifications";
import { Icon, type IconName } from "../ui/Icon";
import styles from "./Shell.module.css";
import { chooseTheme, storedTheme, type Theme } from "./theme";

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const ICON: Record<Theme, IconName> = { system: "contrast", light: "sun", dark: "moon" };
const WORDS: Record<Theme, string> = {
  system: "Colours: as the system says",
  light: "Colours: light",
  dark: "Colours: dark",
};

const NOTIFY_WORDS: Record<NotifyState, string> = {
  on: "Tells you when a job ends",
  off: "Tell me when a job ends",
  denied: "The browser's settings forbid this page to tell you of anything",
  unsupported: "This browser cannot tell you when a job ends",
};

export function AccountMenu() {
  const client = useQueryClient();
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const leave = useMutation({
    mutationFn: signOut,
    onSettled: () => client.invalidateQueries({ queryKey: keys.session }),
  });
  const turn = (): void => {
    chooseTheme(NEXT[theme]);
    setTheme(NEXT[theme]);
  };
  return (
    <div className={styles.account}>
      <button type="button" className={styles.plain} onClick={turn} title={WORDS[theme]}>
        <Icon name={ICON[theme]} label={WORDS[theme]} />
      </button>
      <NotifyButton />
      <button
        type="button"
        className={styles.plain}
        onClick={() => leave.mutate()}
        disabled={leave.isPending}
        title="Sign out"
      >
        <Icon name="leave" label="Sign out" />
      </button>
    </div>
  );
}

function NotifyButton() {
  const [state, setState] = useState<NotifyState>(notifyState);
  const words = NOTIFY_WORDS[state];
  return (
    <button
      type="button"
      className={styles.plain}
      onClick={() => void turnNotifications(state === "off").then(setState)}
      disabled={state === "denied" || state === "unsupported"}
      aria-pressed={state === "on"}
      title={words}
    >
      <Icon name={state === "on" ? "bell" : "bellOff"} label={words} />
    </button>
  );
}
