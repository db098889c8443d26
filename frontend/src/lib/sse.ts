/** One server-sent event: the fields of the WHATWG specification that a reader needs. */
export interface SseEvent {
  event: string;
  data: string;
  id: string | null;
}

/**
 * Parses a text/event-stream that arrives in pieces cut anywhere, even between CR and LF.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export class SseParser {
  #rest = "";
  #started = false;
  #data: string[] = [];
  #event = "";
  #id: string | null = null;

  /** The events that this piece completes. */
  push(piece: string): SseEvent[] {
    let text = this.#rest + piece;
    if (!this.#started && text.length > 0) {
      text = text.replace(/^\uFEFF/, "");
      this.#started = true;
    }
    const events: SseEvent[] = [];
    let start = 0;
    for (;;) {
      const end = nextLineEnd(text, start);
      if (end === null) break;
      const event = this.#line(text.slice(start, end.at));
      if (event) events.push(event);
      start = end.next;
    }
    this.#rest = text.slice(start);
    return events;
  }

  #line(line: string): SseEvent | null {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return null; // a comment: the server's sign of life
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return null;
  }

  #dispatch(): SseEvent | null {
    const data = this.#data;
    const event = this.#event;
    this.#data = [];
    this.#event = "";
    if (data.length === 0) return null;
    return { event: event || "message", data: data.join("\n"), id: this.#id };
  }
}

function nextLineEnd(text: string, from: number): { at: number; next: number } | null {
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === "\n") return { at, next: at + 1 };
    if (char === "\r") {
      // A CR that ends the piece may be half of a CR LF: wait for what follows.
      if (at + 1 === text.length) return null;
      return { at, next: text[at + 1] === "\n" ? at + 2 : at + 1 };
    }
  }
  return null;
}

/** The events of a fetch body. An unfinished last event is dropped, as the specification asks. */
export async function* readSse(body: ReadableStream<Uint8Array>): AsyncGenerator<SseEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new SseParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    // Leaving early (a stop, an error) ends the request too: the server must not go on for nobody.
    await reader.cancel().catch(() => undefined);
  }
}
