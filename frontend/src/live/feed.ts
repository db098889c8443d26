/**
 * Joins the event stream and the snapshots that GET requests bring, so that no event is missed and
 * none counts twice, whichever of the two comes first.
 *
 * Events change what is in the query cache and are remembered for a while. A snapshot that arrives
 * later but is older (its `last_event_id` is behind the stream) gets the remembered events it lacks.
 */
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { Checkpoint, JobList } from "../api/types";
import { keys } from "../api/keys";
import {
  jobOf,
  reduceCheckpoints,
  reduceList,
  reduceView,
  type JobView,
  type LiveEvent,
} from "./reducer";

const REMEMBERED = 2000;

interface Snapshot {
  last_event_id: number;
}

export class Feed {
  #client: QueryClient;
  #limit: number;
  #events: LiveEvent[] = [];
  /** Every event after this one is remembered; null before the stream began. */
  #from: number | null = null;

  constructor(client: QueryClient, limit = REMEMBERED) {
    this.#client = client;
    this.#limit = limit;
  }

  /** The last event received, from which the stream is to carry on. */
  get position(): number | null {
    return this.#events.at(-1)?.id ?? this.#from;
  }

  /** The stream (re)starts behind event `after`: what is older than that is to be asked for anew. */
  restart(after: number): void {
    const reset = after < (this.position ?? 0); // the server counts anew: nothing known is true
    this.#from = after;
    this.#events = [];
    const behind = this.#client
      .getQueryCache()
      .findAll({ queryKey: keys.jobs })
      .filter(({ state: { data } }) => isSnapshot(data) && (reset || data.last_event_id < after));
    for (const query of behind) {
      refresh(this.#client, query.queryKey);
    }
  }

  receive(event: LiveEvent): void {
    if (this.#from === null || event.id <= (this.position ?? 0)) return;
    this.#events.push(event);
    while (this.#events.length > this.#limit) this.#from = this.#events.shift()?.id ?? this.#from;
    this.#apply(event);
  }

  /** A fresh list of jobs, brought up to the stream's position. */
  joinList(fetch: () => Promise<JobList>): Promise<JobList> {
    return this.#join(fetch, reduceList);
  }

  joinView(fetch: () => Promise<JobView>): Promise<JobView> {
    return this.#join(fetch, reduceView);
  }

  async #join<S extends Snapshot>(
    fetch: () => Promise<S>,
    reduce: (snapshot: S, event: LiveEvent) => S,
  ): Promise<S> {
    let snapshot = await fetch();
    // Older than what is remembered: a second answer is newer. A third would change nothing.
    if (this.#from !== null && snapshot.last_event_id < this.#from) snapshot = await fetch();
    return this.#events.reduce(reduce, snapshot);
  }

  #apply(event: LiveEvent): void {
    const client = this.#client;
    const id = jobOf(event);
    client.setQueryData<JobList>(keys.jobList, (list) => list && reduceList(list, event));
    const before = client.getQueryData<JobView>(keys.job(id));
    const after = before && reduceView(before, event);
    if (after) client.setQueryData<JobView>(keys.job(id), after);
    if (before && after && needsFresh(before, after, event)) {
      refresh(client, keys.job(id));
    }
    // Its page forgets it and asks anew: the answer says that there is no such job.
    if (event.kind === "deleted") void client.resetQueries({ queryKey: keys.job(id), exact: true });
    if (event.kind !== "checkpoint" && event.kind !== "deleted") return;
    client.setQueryData<Checkpoint[]>(
      keys.checkpoints,
      (list) => list && reduceCheckpoints(list, event),
    );
    // Retention may have removed older ones, and the best default may be another.
    refresh(client, keys.checkpoints);
    refresh(client, keys.models);
  }
}

/** Asks again, but lets a request under way finish: events may come faster than answers. */
function refresh(client: QueryClient, queryKey: QueryKey): void {
  void client.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false });
}

/** Points on a live curve before the server is asked to thin it out again. */
const MOST_POINTS = 3000;

/** Whether a part of the page is better asked for than worked out here. */
function needsFresh(before: JobView, after: JobView, event: LiveEvent): boolean {
  if (event.kind === "checkpoint" || event.kind === "reset") return true;
  if (after.job.attempt !== before.job.attempt) return true;
  if (event.kind !== "metrics" || event.data.attempt < before.curve.attempt) return false;
  // Points that lie behind the curve's end: a resume took steps back before its first point came.
  const takenBack = after.curve === before.curve;
  return takenBack || after.curve.training.step.length > MOST_POINTS;
}

function isSnapshot(data: unknown): data is Snapshot {
  return typeof data === "object" && data !== null && "last_event_id" in data;
}
