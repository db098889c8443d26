import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "../api/keys";
import { signOut } from "../api/session";
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
