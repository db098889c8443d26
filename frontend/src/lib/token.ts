/**
 * The one-time sign-in token out of an address's fragment (`#token=...`), and the address without
 * it. Null when there is none. Other parts of the fragment stay.
 */
export function tokenFromFragment(address: string): { token: string; clean: string } | null {
  const url = new URL(address);
  const parts = url.hash.replace(/^#/, "").split("&");
  const found = parts.find((part) => part.startsWith("token="));
  if (found === undefined) return null;
  const token = decode(found.slice("token=".length)).trim();
  url.hash = parts.filter((part) => part !== found).join("&");
  return token ? { token, clean: url.href.replace(/#$/, "") } : null;
}

/** A token pasted by hand: bare, or inside the whole address that the server printed. */
export function tokenFromPaste(pasted: string): string {
  const match = /#(?:.*&)?token=([^&\s]+)/.exec(pasted);
  return match?.[1] === undefined ? pasted.trim() : decode(match[1]);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
