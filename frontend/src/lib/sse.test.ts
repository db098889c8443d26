import { describe, expect, it } from "vitest";
import { readSse, SseParser, type SseEvent } from "./sse";

const stream =
  ': hello\r\n\r\nevent: job\r\ndata: {"a":\r\ndata: 1}\r\nid: 7\r\n\r\ndata: 你好 👋\n\ndata\n\ndata:x\rid: 9\r\r\n';

function parseIn(pieces: string[]): SseEvent[] {
  const parser = new SseParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

const expected: SseEvent[] = [
  { event: "job", data: '{"a":\n1}', id: "7" },
  { event: "message", data: "你好 👋", id: "7" },
  { event: "message", data: "", id: "7" },
  { event: "message", data: "x", id: "9" },
];

describe("SseParser", () => {
  it("reads comments, names, ids, several data lines and every line ending", () => {
    expect(parseIn([stream])).toEqual(expected);
  });

  it("gives the same events wherever the stream is cut", () => {
    for (let at = 0; at <= stream.length; at += 1) {
      expect(parseIn([stream.slice(0, at), stream.slice(at)])).toEqual(expected);
    }
    expect(parseIn(Array.from({ length: stream.length }, (_, at) => stream.charAt(at)))).toEqual(
      expected,
    );
  });

  it("drops a byte order mark and one leading space only", () => {
    expect(parseIn(["\uFEFFdata:  two\n\n"])).toEqual([
      { event: "message", data: " two", id: null },
    ]);
  });

  it("does not hand out an event that the end cut off", () => {
    expect(parseIn(["data: half\n"])).toEqual([]);
  });
});

describe("readSse", () => {
  it("joins characters whose bytes arrive apart, and cancels the body when left early", async () => {
    const bytes = new TextEncoder().encode("data: 你好\n\ndata: more\n\n");
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
      },
      cancel() {
        cancelled = true;
      },
    });
    for await (const event of readSse(body)) {
      expect(event.data).toBe("你好");
      break;
    }
    expect(cancelled).toBe(true);
  });
});
