import { afterEach, describe, expect, it, vi } from "vitest";
import type { ChatPiece } from "./chat";
import { ApiError } from "./errors";

vi.stubGlobal("location", { origin: "http://localhost" });
const { streamChat } = await import("./chat");

const request = { model: "ckpt-1", messages: [], temperature: 0, max_tokens: 8 };

function answers(body: string, status = 200): void {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body, { status })));
}

async function collect(): Promise<{ pieces: ChatPiece[]; error: unknown }> {
  const pieces: ChatPiece[] = [];
  try {
    for await (const piece of streamChat(request, new AbortController().signal)) pieces.push(piece);
    return { pieces, error: null };
  } catch (error) {
    return { pieces, error };
  }
}

function chunk(delta: object, finish: string | null = null): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
}

afterEach(() => vi.unstubAllGlobals());

describe("streamChat", () => {
  it("gives the words and why they ended", async () => {
    answers(
      `${chunk({ role: "assistant", content: "" })}${chunk({ content: "你" })}: alive\n\n` +
        `${chunk({ content: "好" })}${chunk({}, "length")}data: [DONE]\n\n`,
    );
    expect(await collect()).toEqual({
      pieces: [{ words: "你" }, { words: "好" }, { finish: "length" }],
      error: null,
    });
  });

  it("says so when the stream ends too soon, and keeps what came", async () => {
    answers(chunk({ content: "Hel" }));
    const { pieces, error } = await collect();
    expect(pieces).toEqual([{ words: "Hel" }]);
    expect(error).toBeInstanceOf(ApiError);
    expect(String(error)).toContain("broke off");
  });

  it("passes on what the server says, before the stream and within it", async () => {
    answers(JSON.stringify({ error: { message: "No such model.", param: "model" } }), 404);
    expect(await collect()).toMatchObject({ error: { message: "No such model.", status: 404 } });
    answers(`data: {"error": {"message": "Out of memory."}}\n\n`);
    expect(await collect()).toMatchObject({ error: { message: "Out of memory." } });
  });

  it("turns a network failure into a sentence", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await collect()).toMatchObject({ error: { message: "The server cannot be reached." } });
  });
});
