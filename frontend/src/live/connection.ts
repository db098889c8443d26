/** Keeps one event stream open, whatever the server and the network do. */
import { ApiError } from "../api/errors";
import type { Task } from "../api/types";
import type { LiveEvent } from "./reducer";

export type ConnectionState = "connecting" | "open" | "lost";

interface Source {
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  addEventListener: (type: string, listener: (event: MessageEvent<string>) => void) => void;
  close: () => void;
}

export interface ConnectionOptions {
  /** Asks the API where the stream stands now; throws an ApiError when it does not answer. */
  anchor: () => Promise<number>;
  /** The last event received, or null before the first. */
  position: () => number | null;
  onRestart: (after: number) => void;
  onEvent: (event: LiveEvent) => void;
  /** How a task stands. It has no place among the events: the last word counts. */
  onTask: (task: Task) => void;
  onState: (state: ConnectionState) => void;
  open: (address: string) => Source;
  now?: () => number;
  random?: () => number;
}

const KINDS = ["job", "metrics", "checkpoint", "deleted", "reset"] as const;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
/** After a longer absence a fresh answer is smaller than everything that happened meanwhile. */
const REPLAY_FOR = 60_000;

export class Connection {
  #options: ConnectionOptions;
  #source: Source | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;
  #lastSign = 0;
  #stopped = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopped = false;
    this.#drop();
    this.#options.onState("connecting");
    void this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#drop();
  }

  /** Tries at once instead of at the end of the present pause (the network came back). */
  hurry(): void {
    if (this.#timer === null || this.#stopped) return;
    this.#drop();
    void this.#connect();
  }

  get #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  async #connect(): Promise<void> {
    try {
      // Also tells a lost session from a lost server, which an EventSource cannot.
      const anchor = await this.#options.anchor();
      if (this.#stopped) return;
      this.#listen(anchor);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return;
      this.#retry();
    }
  }

  #listen(anchor: number): void {
    const position = this.#options.position();
    const away = this.#now - this.#lastSign;
    const carryOn = position !== null && position <= anchor && away < REPLAY_FOR;
    const after = carryOn ? position : anchor;
    if (!carryOn) this.#options.onRestart(after);
    const source = this.#options.open(`/api/events?after=${after}`);
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      this.#lastSign = this.#now;
      this.#options.onState("open");
    };
    // The browser's own reconnecting stops for good on some answers: ours does not.
    source.onerror = () => this.#retry();
    for (const kind of KINDS) {
      source.addEventListener(kind, (message) => {
        if (this.#source === source) this.#receive(kind, message);
      });
    }
    source.addEventListener("task", (message) => {
      if (this.#source !== source) return;
      this.#lastSign = this.#now;
      this.#options.onTask(JSON.parse(message.data) as Task);
    });
  }

  #receive(kind: LiveEvent["kind"], message: MessageEvent<string>): void {
    this.#lastSign = this.#now;
    const id = Number(message.lastEventId);
    const data: unknown = JSON.parse(message.data);
    if (Number.isSafeInteger(id)) this.#options.onEvent({ id, kind, data } as LiveEvent);
  }

  #retry(): void {
    this.#drop();
    if (this.#stopped) return;
    this.#failures += 1;
    this.#options.onState("lost");
    const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.#failures - 1));
    const delay = longest * (0.5 + (this.#options.random ?? Math.random)() / 2);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#connect();
    }, delay);
  }

  #drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#source) {
      this.#source.onerror = null;
      this.#source.close();
    }
    this.#source = null;
  }
}
