import { formatExact, formatRelative } from "../lib/format";
import { useNow } from "../lib/use-now";

/** "3 minutes ago", with the exact moment on hover. */
export function Ago({ at }: { at: string }) {
  const now = useNow(20_000);
  const when = new Date(at);
  return (
    <time dateTime={at} title={formatExact(when)}>
      {formatRelative(when, now)}
    </time>
  );
}
