import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Job } from "../api/types";
import { job } from "./testing";
import { Ends, notifyState, turnNotifications } from "./notifications";

const fakeNotification = {
  permission: "default" as NotificationPermission,
  requestPermission: () => {
    fakeNotification.permission = "granted";
    return Promise.resolve(fakeNotification.permission);
  },
};

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  fakeNotification.permission = "default";
  vi.stubGlobal("Notification", fakeNotification);
});

afterEach(() => vi.unstubAllGlobals());

function watch(): { ends: Ends; told: string[] } {
  const told: string[] = [];
  return { ends: new Ends((title, body) => told.push(`${title}: ${body}`)), told };
}

function at(status: Job["status"], rest: Partial<Job> = {}): Job {
  return { ...job(), name: "poet", status, ...rest };
}

describe("notifyState", () => {
  it("needs a wish and a permission", async () => {
    expect(notifyState()).toBe("off");
    expect(await turnNotifications(true)).toBe("on");
    expect(await turnNotifications(false)).toBe("off");
  });

  it("says when the browser refuses or knows nothing of it", () => {
    fakeNotification.permission = "denied";
    expect(notifyState()).toBe("denied");
    vi.stubGlobal("Notification", undefined);
    Reflect.deleteProperty(globalThis, "Notification");
    expect(notifyState()).toBe("unsupported");
  });
});

describe("Ends", () => {
  it("tells of an end once, in words", async () => {
    await turnNotifications(true);
    const { ends, told } = watch();
    ends.see(at("running"));
    ends.see(at("failed", { cause: "diverged" }));
    ends.see(at("failed", { cause: "diverged" }));
    expect(told).toEqual(["poet failed: The training diverged"]);
  });

  it("tells again after another try", async () => {
    await turnNotifications(true);
    const { ends, told } = watch();
    for (const status of ["running", "failed", "queued", "done"] as const) ends.see(at(status));
    expect(told).toHaveLength(2);
  });

  it("keeps silent of old ends, and when it is turned off", async () => {
    const { ends, told } = watch();
    ends.see(at("running"));
    ends.see(at("done"));
    await turnNotifications(true);
    ends.see(at("done", { id: "job-old", finished_at: "2020-01-01T00:00:00Z" }));
    expect(told).toEqual([]);
    ends.see(at("done", { id: "job-new", finished_at: new Date().toISOString() }));
    expect(told).toEqual(["poet is done: Talk to it, or train it further."]);
  });
});
