// @vitest-environment jsdom
import type { UploadOptions } from "tus-js-client";
import { beforeEach, expect, it, vi } from "vitest";
import { refusalOf, Sendings, worthRetrying, type TusUpload } from "./sending";

/** Stands in for tus-js-client: tests say what happens to each file. */
class FakeUpload {
  url: string | null = null;
  started = 0;
  aborted: boolean[] = [];
  earlier = false;
  constructor(
    readonly file: File,
    readonly options: UploadOptions,
  ) {}
  start(): void {
    this.started += 1;
  }
  abort(terminate = false): Promise<void> {
    this.aborted.push(terminate);
    return Promise.resolve();
  }
  findPreviousUploads(): ReturnType<TusUpload["findPreviousUploads"]> {
    const found = { size: 10, metadata: {}, creationTime: "", urlStorageKey: "", uploadUrl: "" };
    return Promise.resolve(
      earlierFiles.has(this.file.name) ? [{ ...found, parallelUploadUrls: null }] : [],
    );
  }
  resumeFromPreviousUpload(): void {
    this.earlier = true;
  }
}

const earlierFiles = new Set<string>();
let made: FakeUpload[] = [];
let sendings: Sendings;
const ended = vi.fn();

beforeEach(() => {
  made = [];
  earlierFiles.clear();
  ended.mockClear();
  sendings = new Sendings((file, options) => {
    const fake = new FakeUpload(file, options);
    made.push(fake);
    return Promise.resolve(fake as unknown as TusUpload);
  }, ended);
});

function file(name: string): File {
  return new File(["0123456789"], name, { lastModified: 1 });
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const states = (): string[] => sendings.list.map((each) => each.state);
const keyOf = (index: number): string => sendings.list[index]?.key ?? "";

it("sends one file after another, and tells where each went", async () => {
  sendings.add([file("a"), file("b")]);
  await settled();
  expect(states()).toEqual(["sending", "waiting"]);
  const [first] = made;
  if (!first) throw new Error("nothing was sent");
  first.url = "http://localhost/api/uploads/up-1";
  first.options.onProgress?.(4, 10);
  expect(sendings.list[0]?.sent).toBe(4);
  first.options.onSuccess?.({ lastResponse: {} as never });
  await settled();
  expect(states()).toEqual(["sent", "sending"]);
  expect(sendings.list[0]).toMatchObject({ upload: "up-1", sent: 10 });
  expect(made.map((each) => each.started)).toEqual([1, 1]);
  expect(ended).toHaveBeenCalledTimes(1);
});

it("lets the next file go while one is paused, and goes on with it afterwards", async () => {
  sendings.add([file("a"), file("b")]);
  await settled();
  sendings.pause(keyOf(0));
  await settled();
  expect(states()).toEqual(["paused", "sending"]);
  sendings.resume(keyOf(0));
  expect(states()).toEqual(["waiting", "sending"]);
  made[1]?.options.onSuccess?.({ lastResponse: {} as never });
  await settled();
  expect(made[0]?.started).toBe(2);
  expect(made[0]?.aborted).toEqual([false]);
});

it("starts a file once that was paused and resumed before it began", async () => {
  sendings.add([file("a")]);
  sendings.pause(keyOf(0));
  sendings.resume(keyOf(0));
  await settled();
  expect(made.map((each) => each.started)).toEqual([1]);
});

it("does not start a file that was paused before it began", async () => {
  sendings.add([file("a")]);
  sendings.pause(keyOf(0));
  await settled();
  expect(made[0]?.started).toBe(0);
});

it("goes on where an earlier try had stopped", async () => {
  earlierFiles.add("a");
  sendings.add([file("a")]);
  await settled();
  expect(made[0]?.earlier).toBe(true);
  expect(sendings.list[0]?.resumed).toBe(true);
});

it("takes a file once, removes a cancelled one from the server, and one in the list only here", async () => {
  sendings.add([file("a")]);
  sendings.add([file("a")]);
  await settled();
  expect(sendings.list).toHaveLength(1);
  await sendings.cancel(keyOf(0));
  expect(made[0]?.aborted).toEqual([true]);
  expect(sendings.list).toEqual([]);
  sendings.add([file("b")]);
  await settled();
  sendings.forget(keyOf(0));
  expect(made[1]?.aborted).toEqual([]);
});

it("shows what the server said, and sends the next file", async () => {
  sendings.add([file("a"), file("b")]);
  await settled();
  const body = JSON.stringify({ error: { message: "Too little space.", remedy: "Delete." } });
  const response = { getStatus: () => 507, getBody: () => body };
  made[0]?.options.onError?.(Object.assign(new Error("x"), { originalResponse: response }));
  await settled();
  expect(states()).toEqual(["failed", "sending"]);
  expect(sendings.list[0]?.error).toMatchObject({ status: 507, message: "Too little space." });
});

it("reads errors without an answer, and answers that are no JSON", () => {
  expect(refusalOf(new Error("x")).status).toBe(0);
  const response = { getStatus: () => 502, getBody: () => "<html>" };
  expect(refusalOf({ originalResponse: response }).message).toContain("502");
});

it("tries again what may go next time, and nothing that was refused", () => {
  expect([0, 409, 423, 500, 503].every(worthRetrying)).toBe(true);
  expect([400, 401, 404, 413, 422, 429, 507].some(worthRetrying)).toBe(false);
});
