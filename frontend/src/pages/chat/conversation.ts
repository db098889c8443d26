/** A conversation as data: what was said, and what is sent to the model of it. */
import type { ChatMessage } from "../../api/chat";
import type { ErrorDetail } from "../../api/types";
import { randomId } from "../../lib/ids";

export type ReplyState = "streaming" | "done" | "cut" | "stopped" | "failed";

export interface Turn {
  id: string;
  question: string;
  answer: string;
  state: ReplyState;
  /** Id of the checkpoint that answered, and how it was called then. */
  model: string;
  modelName: string;
  error: Partial<ErrorDetail> | null;
}

export interface Conversation {
  turns: Turn[];
  system: string;
  temperature: number;
  maxTokens: number;
}

export const EMPTY: Conversation = { turns: [], system: "", temperature: 0.7, maxTokens: 256 };

export type Action =
  | { type: "ask"; question: string; model: string; modelName: string }
  | { type: "again"; model: string; modelName: string }
  | { type: "words"; id: string; words: string }
  | { type: "end"; id: string; state: ReplyState; error?: Partial<ErrorDetail> }
  | { type: "settings"; settings: Partial<Omit<Conversation, "turns">> }
  | { type: "clear" };

export function reduce(conversation: Conversation, action: Action): Conversation {
  const { turns } = conversation;
  switch (action.type) {
    case "ask":
      return { ...conversation, turns: [...turns, freshTurn(action.question, action)] };
    case "again": {
      const last = turns.at(-1);
      if (!last) return conversation;
      return { ...conversation, turns: [...turns.slice(0, -1), freshTurn(last.question, action)] };
    }
    case "words":
      return withTurn(conversation, action.id, (turn) => ({
        ...turn,
        answer: turn.answer + action.words,
      }));
    case "end":
      return withTurn(conversation, action.id, (turn) => ({
        ...turn,
        state: action.state,
        error: action.error ?? null,
      }));
    case "settings":
      return { ...conversation, ...action.settings };
    case "clear":
      return { ...conversation, turns: [] };
  }
}

function freshTurn(question: string, by: { model: string; modelName: string }): Turn {
  const { model, modelName } = by;
  return {
    id: randomId(),
    question,
    answer: "",
    state: "streaming",
    model,
    modelName,
    error: null,
  };
}

function withTurn(
  conversation: Conversation,
  id: string,
  change: (turn: Turn) => Turn,
): Conversation {
  const turns = conversation.turns.map((turn) => (turn.id === id ? change(turn) : turn));
  return { ...conversation, turns };
}

/** What the model is sent: questions that got no answer are left out, all but the last. */
export function messagesFor({ turns, system }: Conversation): ChatMessage[] {
  const messages: ChatMessage[] = system.trim() ? [{ role: "system", content: system }] : [];
  const last = turns.at(-1);
  for (const turn of turns) {
    if (turn !== last && !turn.answer.trim()) continue;
    messages.push({ role: "user", content: turn.question });
    if (turn !== last) messages.push({ role: "assistant", content: turn.answer });
  }
  return messages;
}

const KEY = "minimind.chat";

export function load(storage: Storage): Conversation {
  try {
    const stored = JSON.parse(storage.getItem(KEY) ?? "null") as Partial<Conversation> | null;
    if (!Array.isArray(stored?.turns)) return EMPTY;
    // What was streaming when the page went away was stopped by that.
    const turns = stored.turns.map((turn) =>
      turn.state === "streaming" ? { ...turn, state: "stopped" as const } : turn,
    );
    return { ...EMPTY, ...stored, turns };
  } catch {
    return EMPTY;
  }
}

export function save(storage: Storage, conversation: Conversation): void {
  try {
    storage.setItem(KEY, JSON.stringify(conversation));
  } catch {
    // full or forbidden: the conversation then lasts as long as the page
  }
}
