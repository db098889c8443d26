/** The one query cache, the one feed into it, and the one connection behind the feed. */
import { QueryClient } from "@tanstack/react-query";
import { api, unwrap, whenSessionLost } from "../api/client";
import { ApiError } from "../api/errors";
import { keys } from "../api/keys";
import { Connection, type ConnectionState } from "./connection";
import { Feed } from "./feed";
import { Ends, notifyState } from "./notifications";
import { receiveTask } from "./tasks";

const RETRIES = 2;
/** Answers that asking again will not change. */
const SETTLED: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 422]);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The server may well be this very machine: "offline" means nothing.
      networkMode: "always",
      retry: (failures, error) =>
        failures < RETRIES && !(error instanceof ApiError && SETTLED.has(error.status)),
      refetchOnWindowFocus: false,
      gcTime: 30 * 60_000,
    },
    mutations: { networkMode: "always" },
  },
});

export const feed = new Feed(queryClient);
const ends = new Ends();

let state: ConnectionState = "connecting";
let openedBefore = false;
const listeners = new Set<() => void>();

export function connectionState(): ConnectionState {
  return state;
}

export function onConnectionState(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const connection = new Connection({
  anchor: async () => {
    const list = await unwrap(api.GET("/api/jobs", { params: { query: { limit: 1 } } }));
    return list.last_event_id;
  },
  position: () => feed.position,
  onRestart: (after) => feed.restart(after),
  onEvent: (event) => {
    feed.receive(event);
    if (event.kind === "job") ends.see(event.data);
  },
  onTask: (task) => receiveTask(queryClient, task),
  onState: (next) => {
    state = next;
    for (const listener of listeners) listener();
    if (next !== "open") return;
    if (openedBefore) refetchWhatWasMissed();
    openedBefore = true;
  },
  open: (address) => new EventSource(address),
});

/** The stream itself makes up for jobs; all else, and what failed meanwhile, is asked for again. */
function refetchWhatWasMissed(): void {
  void queryClient.invalidateQueries({
    predicate: (query) =>
      query.state.status === "error" ||
      (query.queryKey[0] !== keys.jobs[0] && query.queryKey[0] !== keys.presets[0]),
  });
}

/**
 * A browser opens six connections to one server, over all its tabs: one that nobody looks at for
 * this long lets go of its stream, and catches up when it is looked at again. Unless it is to tell
 * of the ends of jobs.
 */
const HIDDEN_FOR = 60_000;

/** Opens the stream, and gives back what closes it. */
export function connect(): () => void {
  let paused = false;
  let hidden: ReturnType<typeof setTimeout> | undefined;
  const hurry = (): void => connection.hurry();
  const pause = (): void => {
    if (notifyState() === "on") return;
    paused = true;
    connection.stop();
  };
  const look = (): void => {
    clearTimeout(hidden);
    if (document.visibilityState === "hidden") hidden = setTimeout(pause, HIDDEN_FOR);
    else if (paused) connection.start();
    else connection.hurry();
    paused = false;
  };
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", look);
  connection.start();
  return () => {
    clearTimeout(hidden);
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", look);
    connection.stop();
  };
}

whenSessionLost(() => queryClient.setQueryData(keys.session, null));
