/** Streamed answers of `/v1/chat/completions`. */
import { readSse } from "../lib/sse";
import { noteStatus } from "./client";
import { ApiError, errorFrom, toApiError } from "./errors";
import type { components } from "./schema.gen";

export type ChatMessage = Pick<components["schemas"]["ChatMessage"], "role" | "content">;
type ChatChunk = components["schemas"]["ChatChunk"];

export interface ChatRequest {
  model: string;
  messages: ChatMessage[];
  temperature: number;
  max_tokens: number;
}

/** New words, or why the answer ended (`stop`, `length`). */
export type ChatPiece = { words: string } | { finish: string };

const BROKE_OFF = {
  message: "The answer broke off before its end.",
  remedy: "Try again: the model may have been restarted.",
};

/** Yields pieces until the answer is complete. Raises ApiError, or AbortError when aborted. */
export async function* streamChat(
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatPiece> {
  const response = await post(request, signal);
  if (!response.body) throw new ApiError(response.status, BROKE_OFF);
  try {
    for await (const { data } of readSse(response.body)) {
      if (data === "[DONE]") return;
      yield* pieces(data);
    }
  } catch (error) {
    if (error instanceof ApiError || signal.aborted) throw error;
    throw new ApiError(0, BROKE_OFF);
  }
  throw new ApiError(0, BROKE_OFF);
}

async function post(request: ChatRequest, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch("/v1/chat/completions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...request, stream: true }),
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw toApiError(error);
  }
  if (response.ok) return response;
  noteStatus(response.status);
  const body: unknown = await response.json().catch(() => null);
  throw errorFrom(response.status, body);
}

function* pieces(data: string): Generator<ChatPiece> {
  const chunk = JSON.parse(data) as Partial<ChatChunk> & { error?: unknown };
  // An error in the middle of a stream comes as an event: the status was sent long before.
  if (chunk.error) throw errorFrom(500, chunk);
  const choice = chunk.choices?.[0];
  if (choice?.delta.content) yield { words: choice.delta.content };
  if (choice?.finish_reason) yield { finish: choice.finish_reason };
}
