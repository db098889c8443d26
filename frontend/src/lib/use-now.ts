import { useEffect, useState } from "react";

/** The present moment, renewed every `every` milliseconds while someone looks. */
export function useNow(every: number): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const tick = (): void => {
      if (document.visibilityState === "visible") setNow(new Date());
    };
    const timer = setInterval(tick, every);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [every]);
  return now;
}
