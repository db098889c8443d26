import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/errors";
import type { Task } from "../api/types";
import { Connection, type ConnectionState } from "./connection";
import type { LiveEvent } from "./reducer";

class FakeSource {
  onopen: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  closed = false;
  listeners = new Map<string, (event: MessageEvent<string>) => void>();
  constructor(readonly address: string) {}
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(type, listener);
  }
  close(): void {
    this.closed = true;
  }
  send(type: string, id: number): void {
    const message = { lastEventId: String(id), data: "{}" } as MessageEvent<string>;
    this.listeners.get(type)?.(message);
  }
}

let sources: FakeSource[];
let states: ConnectionState[];
let events: LiveEvent[];
let tasks: Task[];
let restarts: number[];
let position: number | null;
let anchor: () => Promise<number>;
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  [sources, states, events, tasks, restarts, position] = [[], [], [], [], [], null];
  anchor = () => Promise.resolve(40);
  connection = new Connection({
    anchor: () => anchor(),
    position: () => position,
    onRestart: (after) => {
      restarts.push(after);
      position = after;
    },
    onEvent: (event) => {
      events.push(event);
      position = event.id;
    },
    onTask: (task) => tasks.push(task),
    onState: (state) => states.push(state),
    open: (address) => {
      const source = new FakeSource(address);
      sources.push(source);
      return source;
    },
    random: () => 1,
  });
});

afterEach(() => {
  connection.stop();
  vi.useRealTimers();
});

function newest(): FakeSource {
  const source = sources.at(-1);
  if (!source) throw new Error("nothing was opened");
  return source;
}

async function opened(): Promise<FakeSource> {
  await vi.advanceTimersByTimeAsync(0);
  newest().onopen?.(new Event("open"));
  return newest();
}

describe("Connection", () => {
  it("begins where the API stands and hands on what comes", async () => {
    connection.start();
    const source = await opened();
    source.send("metrics", 41);
    source.send("deleted", 42);
    expect(source.address).toBe("/api/events?after=40");
    expect(restarts).toEqual([40]);
    expect(events).toEqual([
      { id: 41, kind: "metrics", data: {} },
      { id: 42, kind: "deleted", data: {} },
    ]);
    expect(states).toEqual(["connecting", "open"]);
  });

  it("hands on how tasks stand, which moves no place among the events", async () => {
    connection.start();
    (await opened()).send("task", 45);
    expect([tasks, events]).toEqual([[{}], []]);
    newest().onerror?.(new Event("error"));
    newest().send("task", 46); // of a stream that was let go
    expect(tasks).toEqual([{}]);
    await vi.advanceTimersByTimeAsync(500);
    expect((await opened()).address).toBe("/api/events?after=40");
  });

  it("carries on behind the last event after a short absence", async () => {
    connection.start();
    (await opened()).send("job", 45);
    newest().onerror?.(new Event("error"));
    expect(newest().closed).toBe(true);
    expect(states.at(-1)).toBe("lost");
    anchor = () => Promise.resolve(60);
    await vi.advanceTimersByTimeAsync(500);
    expect((await opened()).address).toBe("/api/events?after=45");
    expect(restarts).toEqual([40]);
    expect(states.at(-1)).toBe("open");
  });

  it("starts afresh after a long absence, or when the server forgot", async () => {
    connection.start();
    (await opened()).send("job", 45);
    anchor = () => Promise.reject(new ApiError(0, {}));
    newest().onerror?.(new Event("error"));
    await vi.advanceTimersByTimeAsync(90_000);
    anchor = () => Promise.resolve(900);
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await opened()).address).toBe("/api/events?after=900");
    expect(restarts).toEqual([40, 900]);
    anchor = () => Promise.resolve(3);
    newest().onerror?.(new Event("error"));
    await vi.advanceTimersByTimeAsync(500);
    expect(newest().address).toBe("/api/events?after=3");
  });

  it("waits longer each time, up to ten seconds, and hurries when told", async () => {
    const asked = vi.fn(() => Promise.reject(new ApiError(502, {})));
    anchor = asked;
    connection.start();
    await vi.advanceTimersByTimeAsync(60_000);
    // 0, 0.5, 1.5, 3.5, 7.5, 15.5, 25.5, 35.5, 45.5, 55.5 s
    expect(asked).toHaveBeenCalledTimes(10);
    connection.hurry();
    expect(asked).toHaveBeenCalledTimes(11);
  });

  it("stops trying when the session is gone, and when told to", async () => {
    const asked = vi.fn(() => Promise.reject(new ApiError(401, {})));
    anchor = asked;
    connection.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(states).toEqual(["connecting"]);
  });

  it("hears nothing from a source it has left", async () => {
    connection.start();
    const source = await opened();
    connection.stop();
    source.send("job", 50);
    expect(events).toEqual([]);
  });
});
