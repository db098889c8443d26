/**
 * Files on their way to the server. They go on while other pages are looked at, one after another,
 * and a file that is chosen again after a reload goes on where it was.
 */
import type { Upload, UploadOptions } from "tus-js-client";
import { noteStatus } from "../../../api/client";
import { ApiError, errorFrom, UNREACHABLE } from "../../../api/errors";
import { randomId } from "../../../lib/ids";
import { Speed } from "./speed";

export type SendingState = "waiting" | "sending" | "paused" | "failed" | "sent";

export interface Sending {
  key: string;
  name: string;
  bytes: number;
  sent: number;
  state: SendingState;
  /** What the server calls it, once it knows of it. */
  upload: string | null;
  perSecond: number | null;
  /** It went on where an earlier try had stopped. */
  resumed: boolean;
  error: ApiError | null;
}

/** What of tus-js-client is used; tests put another in its place. */
export type MakeUpload = (file: File, options: UploadOptions) => Promise<TusUpload>;
export type TusUpload = Pick<
  Upload,
  "start" | "abort" | "findPreviousUploads" | "resumeFromPreviousUpload" | "url"
>;

interface Entry {
  file: File;
  speed: Speed;
  /** Counts how often it began to be sent. */
  turn: number;
  preparing: Promise<TusUpload> | null;
  tus: TusUpload | null;
  shown: Sending;
}

/** Each request carries this much, so that a refusal in between is soon heard. */
const CHUNK = 64 * 2 ** 20;
/** Milliseconds before each new try; what arrives starts them from the first again. */
const RETRIES = [500, 1000, 2000, 5000, 10_000, 20_000, 30_000, 30_000, 30_000, 30_000];

export class Sendings {
  #entries: Entry[] = [];
  #shown: Sending[] = [];
  #listeners = new Set<() => void>();
  #make: MakeUpload;
  #onSent: () => void;

  /** `onSent` is called after each file that arrived whole, and after each that was given up. */
  constructor(make: MakeUpload, onSent: () => void = () => undefined) {
    this.#make = make;
    this.#onSent = onSent;
  }

  get list(): Sending[] {
    return this.#shown;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(files: Iterable<File>): void {
    for (const file of files) {
      if (this.#entries.some((each) => isSame(each.file, file) && each.shown.state !== "sent")) {
        continue;
      }
      const shown: Sending = {
        key: randomId(),
        name: file.name,
        bytes: file.size,
        sent: 0,
        state: "waiting",
        upload: null,
        perSecond: null,
        resumed: false,
        error: null,
      };
      this.#entries.push({ file, speed: new Speed(), turn: 0, preparing: null, tus: null, shown });
    }
    this.#changed();
    this.#next();
  }

  pause(key: string): void {
    const entry = this.#find(key);
    if (!entry || (entry.shown.state !== "sending" && entry.shown.state !== "waiting")) return;
    void entry.tus?.abort();
    entry.speed.forget();
    this.#set(entry, { state: "paused", perSecond: null });
    this.#next();
  }

  /** Goes on with a paused one, or tries a failed one again. */
  resume(key: string): void {
    const entry = this.#find(key);
    if (!entry || (entry.shown.state !== "paused" && entry.shown.state !== "failed")) return;
    this.#set(entry, { state: "waiting", error: null });
    this.#next();
  }

  /** Gives one up; what of it has arrived is removed. */
  async cancel(key: string): Promise<void> {
    const entry = this.#find(key);
    if (!entry) return;
    this.forget(key);
    try {
      await entry.tus?.abort(true);
    } catch {
      // The server removes by itself what nobody goes on with.
    }
    this.#onSent();
  }

  /** Takes one from the list and leaves it on the server. */
  forget(key: string): void {
    this.#entries = this.#entries.filter((each) => each.shown.key !== key);
    this.#changed();
    this.#next();
  }

  #next(): void {
    if (this.#entries.some((each) => each.shown.state === "sending")) return;
    const entry = this.#entries.find((each) => each.shown.state === "waiting");
    if (!entry) return;
    this.#set(entry, { state: "sending" });
    void this.#send(entry);
  }

  async #send(entry: Entry): Promise<void> {
    const turn = (entry.turn += 1);
    try {
      // Paused and resumed before it was ready, a file still has one upload only.
      entry.preparing ??= this.#prepare(entry);
      const tus = await entry.preparing;
      entry.tus = tus;
      // It may have been paused or given up meanwhile, and even be its turn again.
      const wanted = this.#entries.includes(entry) && entry.shown.state === "sending";
      if (wanted && turn === entry.turn) tus.start();
    } catch (error) {
      entry.preparing = null;
      this.#failed(entry, error);
    }
  }

  async #prepare(entry: Entry): Promise<TusUpload> {
    const tus = await this.#make(entry.file, this.#options(entry));
    const [earlier] = await tus.findPreviousUploads();
    if (earlier) {
      tus.resumeFromPreviousUpload(earlier);
      this.#set(entry, { resumed: true });
    }
    return tus;
  }

  #options(entry: Entry): UploadOptions {
    return {
      endpoint: "/api/uploads",
      metadata: { filename: entry.file.name },
      chunkSize: CHUNK,
      retryDelays: RETRIES,
      removeFingerprintOnSuccess: true,
      onShouldRetry: (error) => worthRetrying(error.originalResponse?.getStatus() ?? 0),
      onUploadUrlAvailable: () => this.#set(entry, { upload: idOf(entry.tus?.url) }),
      onProgress: (sent) => {
        entry.speed.note(Date.now(), sent);
        this.#set(entry, { sent, perSecond: entry.speed.perSecond });
      },
      onSuccess: () => {
        const upload = idOf(entry.tus?.url);
        this.#set(entry, { state: "sent", sent: entry.file.size, upload, perSecond: null });
        this.#onSent();
        this.#next();
      },
      onError: (error) => this.#failed(entry, error),
    };
  }

  #failed(entry: Entry, error: unknown): void {
    const problem = refusalOf(error);
    noteStatus(problem.status);
    entry.speed.forget();
    this.#set(entry, { state: "failed", error: problem, perSecond: null });
    this.#next();
  }

  #find(key: string): Entry | undefined {
    return this.#entries.find((each) => each.shown.key === key);
  }

  #set(entry: Entry, changes: Partial<Sending>): void {
    entry.shown = { ...entry.shown, ...changes };
    this.#changed();
  }

  #changed(): void {
    this.#shown = this.#entries.map((each) => each.shown);
    for (const listener of this.#listeners) listener();
  }
}

/** Away, overloaded, or somebody else holds it: it may go next time. A refusal will not change. */
export function worthRetrying(status: number): boolean {
  if (status === 409 || status === 423 || status === 408) return true;
  return status === 0 || (status >= 500 && status !== 507);
}

/** What the server said, out of an error of tus-js-client. */
export function refusalOf(error: unknown): ApiError {
  const response = hasResponse(error) ? error.originalResponse : null;
  if (!response) return new ApiError(0, UNREACHABLE);
  let body: unknown = null;
  try {
    body = JSON.parse(response.getBody());
  } catch {
    // A proxy's page: the status says what there is to say.
  }
  return errorFrom(response.getStatus(), body);
}

interface WithResponse {
  originalResponse: { getStatus: () => number; getBody: () => string } | null;
}

function hasResponse(error: unknown): error is WithResponse {
  return typeof error === "object" && error !== null && "originalResponse" in error;
}

function idOf(url: string | null | undefined): string | null {
  return url?.split("/").at(-1) ?? null;
}

function isSame(one: File, other: File): boolean {
  return (
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified
  );
}
