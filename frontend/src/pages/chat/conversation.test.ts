import { describe, expect, it } from "vitest";
import {
  EMPTY,
  load,
  messagesFor,
  reduce,
  save,
  type Action,
  type Conversation,
} from "./conversation";

const by = { model: "ckpt-1", modelName: "first" };

function after(...actions: Action[]): Conversation {
  return actions.reduce(reduce, EMPTY);
}

function lastId(conversation: Conversation): string {
  return conversation.turns.at(-1)?.id ?? "";
}

function answered(conversation: Conversation, words: string): Conversation {
  const id = lastId(conversation);
  const said = reduce(conversation, { type: "words", id, words });
  return reduce(said, { type: "end", id, state: "done" });
}

class FakeStorage implements Storage {
  #items = new Map<string, string>();
  length = 0;
  clear = (): void => this.#items.clear();
  getItem = (key: string): string | null => this.#items.get(key) ?? null;
  key = (): null => null;
  removeItem = (key: string): void => void this.#items.delete(key);
  setItem = (key: string, value: string): void => void this.#items.set(key, value);
}

describe("a conversation", () => {
  it("grows by words and sends the whole of it, the system prompt first", () => {
    let talk = after(
      { type: "settings", settings: { system: "Be kind." } },
      { type: "ask", question: "Hi", ...by },
    );
    talk = answered(talk, "Hello!");
    talk = reduce(talk, { type: "ask", question: "Who are you?", ...by });
    expect(messagesFor(talk)).toEqual([
      { role: "system", content: "Be kind." },
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello!" },
      { role: "user", content: "Who are you?" },
    ]);
  });

  it("never sends two questions in a row when one got no answer", () => {
    let talk = after({ type: "ask", question: "lost", ...by });
    talk = reduce(talk, {
      type: "end",
      id: lastId(talk),
      state: "failed",
      error: { message: "x" },
    });
    talk = reduce(talk, { type: "ask", question: "next", ...by });
    expect(messagesFor(talk)).toEqual([{ role: "user", content: "next" }]);
  });

  it("asks again with the same question and without the old answer", () => {
    const talk = answered(after({ type: "ask", question: "Hi", ...by }), "bad answer");
    const again = reduce(talk, { type: "again", model: "ckpt-2", modelName: "second" });
    expect(again.turns).toHaveLength(1);
    expect(again.turns[0]).toMatchObject({ question: "Hi", answer: "", model: "ckpt-2" });
    expect(messagesFor(again)).toEqual([{ role: "user", content: "Hi" }]);
  });

  it("ignores words that come for a turn that is gone", () => {
    const talk = after({ type: "ask", question: "Hi", ...by }, { type: "clear" });
    expect(reduce(talk, { type: "words", id: "gone", words: "late" }).turns).toEqual([]);
  });
});

describe("keeping it", () => {
  it("survives a refresh; a reply under way is then a stopped one", () => {
    const storage = new FakeStorage();
    let talk = after({ type: "ask", question: "Hi", ...by });
    talk = reduce(talk, { type: "words", id: lastId(talk), words: "Hel" });
    save(storage, talk);
    expect(load(storage).turns[0]).toMatchObject({ answer: "Hel", state: "stopped" });
  });

  it("begins anew when what was kept makes no sense", () => {
    const storage = new FakeStorage();
    storage.setItem("minimind.chat", "{");
    expect(load(storage)).toEqual(EMPTY);
  });
});
