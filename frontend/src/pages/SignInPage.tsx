import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { toApiError, type ApiError } from "../api/errors";
import { keys } from "../api/keys";
import { signIn } from "../api/session";
import { tokenFromPaste } from "../lib/token";
import { Button } from "../ui/Button";
import { ErrorNotice } from "../ui/Notice";
import { PageTitle } from "../ui/PageTitle";
import styles from "./SignInPage.module.css";

/** Stands in the place of any page while nobody is signed in; that page comes back afterwards. */
export function SignInPage({ trouble }: { trouble: ApiError | null }) {
  const client = useQueryClient();
  const [pasted, setPasted] = useState("");
  const enter = useMutation({
    mutationFn: (text: string) => signIn(tokenFromPaste(text)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.session }),
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (pasted.trim()) enter.mutate(pasted);
  };
  const error = enter.error ? toApiError(enter.error) : enter.isIdle ? trouble : null;
  const unreachable = error?.status === 0;
  return (
    <main className={styles.page}>
      <Curve />
      <PageTitle title="Sign in to MiniMind Studio">
        Train a small language model, watch it learn, talk to it.
      </PageTitle>
      {error && (
        <ErrorNotice
          error={error}
          actions={
            unreachable && (
              <Button
                small
                onClick={() => void client.invalidateQueries({ queryKey: keys.session })}
              >
                Try again
              </Button>
            )
          }
        />
      )}
      <section className={styles.how}>
        <h2>Open the link that the server printed</h2>
        <p>
          <code>scripts/up</code> prints a fresh one each time it starts. It works once, within half
          a day, and looks like this:
        </p>
        <pre className={styles.example}>{`${location.origin}/#token=…`}</pre>
      </section>
      <form className={styles.form} onSubmit={submit}>
        <label htmlFor="token">Or paste the link, or just its token</label>
        <div className={styles.row}>
          <input
            id="token"
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={pasted}
            onChange={(event) => setPasted(event.target.value)}
          />
          <Button type="submit" kind="primary" disabled={enter.isPending || !pasted.trim()}>
            {enter.isPending ? "Signing in…" : "Sign in"}
          </Button>
        </div>
      </form>
    </main>
  );
}

/** A loss curve, as a picture: it falls, and comes to rest. */
function Curve() {
  return (
    <svg
      className={styles.curve}
      viewBox="0 0 400 90"
      aria-hidden="true"
      preserveAspectRatio="none"
    >
      <path className={styles.guess} d="M0 14H400" vectorEffect="non-scaling-stroke" />
      <path
        className={styles.train}
        d="M0 4c12 2 16 22 24 26 7 3 8-4 13 2s8 22 16 20c6-2 8 8 14 9s9-5 15-1 12 8 19 6 10 4 18 3 14 5 24 3 18 4 30 3 24 3 40 2 40 2 62 2 60 2 125 2"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
