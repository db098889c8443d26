import { useCallback, useEffect, useReducer, useRef } from "react";
import { streamChat } from "../../api/chat";
import { toApiError } from "../../api/errors";
import type { ChatModel } from "../../api/types";
import { load, messagesFor, reduce, save, type Action } from "./conversation";

/** The conversation of this tab, and what one can do with it. */
export function useChat() {
  const [conversation, dispatch] = useReducer(reduce, sessionStorage, load);
  const running = useRef<{ id: string; aborter: AbortController } | null>(null);
  const last = conversation.turns.at(-1);
  const busy = last?.state === "streaming";

  useEffect(() => {
    // At most a few writes a second while an answer streams.
    const timer = setTimeout(() => save(sessionStorage, conversation), 200);
    return () => clearTimeout(timer);
  }, [conversation]);

  useEffect(() => {
    if (last?.state !== "streaming" || running.current?.id === last.id) return;
    const aborter = new AbortController();
    running.current = { id: last.id, aborter };
    const request = {
      model: last.model,
      messages: messagesFor(conversation),
      temperature: conversation.temperature,
      max_tokens: conversation.maxTokens,
    };
    void answer(last.id, request, aborter.signal, dispatch);
  }, [last, conversation]);

  const newest = useRef(conversation);
  useEffect(() => {
    newest.current = conversation;
  }, [conversation]);
  useEffect(() => {
    const keep = (): void => save(sessionStorage, newest.current);
    window.addEventListener("pagehide", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      running.current?.aborter.abort();
      keep();
    };
  }, []);

  const ask = useCallback((question: string, model: ChatModel) => {
    dispatch({ type: "ask", question, model: model.id, modelName: model.name });
  }, []);
  const again = useCallback((model: ChatModel) => {
    dispatch({ type: "again", model: model.id, modelName: model.name });
  }, []);
  const stop = useCallback(() => running.current?.aborter.abort(), []);
  const clear = useCallback(() => {
    running.current?.aborter.abort();
    dispatch({ type: "clear" });
  }, []);
  const set = useCallback((settings: Extract<Action, { type: "settings" }>["settings"]) => {
    dispatch({ type: "settings", settings });
  }, []);

  return { conversation, busy, ask, again, stop, clear, set };
}

type Request = Parameters<typeof streamChat>[0];

async function answer(
  id: string,
  request: Request,
  signal: AbortSignal,
  dispatch: (action: Action) => void,
): Promise<void> {
  const paint = new Painter((words) => dispatch({ type: "words", id, words }));
  let state: "done" | "cut" = "done";
  try {
    for await (const piece of streamChat(request, signal)) {
      if ("words" in piece) paint.add(piece.words);
      else if (piece.finish === "length") state = "cut";
    }
    paint.flush();
    dispatch({ type: "end", id, state });
  } catch (error) {
    paint.flush();
    if (signal.aborted) dispatch({ type: "end", id, state: "stopped" });
    else dispatch({ type: "end", id, state: "failed", error: toApiError(error).detail });
  }
}

/** Gathers words so that the page is drawn once a moment, however fast they come. */
class Painter {
  #words = "";
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly draw: (words: string) => void) {}

  add(words: string): void {
    this.#words += words;
    this.#timer ??= setTimeout(() => this.flush(), 40);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#words) this.draw(this.#words);
    this.#words = "";
  }
}
