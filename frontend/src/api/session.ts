import { tokenFromFragment } from "../lib/token";
import { api, unwrap } from "./client";

/** Signs in with a one-time token; the server answers with a cookie. */
export async function signIn(token: string): Promise<void> {
  await unwrap(api.POST("/api/session", { body: { token } }));
}

export async function signOut(): Promise<void> {
  await unwrap(api.DELETE("/api/session"));
}

/** Takes a token out of the address at once, so that neither history nor a shared link holds it. */
export function takeToken(): string | null {
  const found = tokenFromFragment(location.href);
  if (!found) return null;
  history.replaceState(history.state, "", found.clean);
  return found.token;
}
