/** Light, dark, or whatever the system says. */
export type Theme = "system" | "light" | "dark";

const KEY = "minimind.theme";
const CHANGED = "minimind:theme";

export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system"; // storage may be forbidden
  }
}

export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  window.dispatchEvent(new Event(CHANGED));
}

export function chooseTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // it then lasts as long as the page
  }
  applyTheme(theme);
}

/** Calls back whenever colours change: canvases have to be painted anew. */
export function onThemeChange(listener: () => void): () => void {
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", listener);
  window.addEventListener(CHANGED, listener);
  return () => {
    media.removeEventListener("change", listener);
    window.removeEventListener(CHANGED, listener);
  };
}
