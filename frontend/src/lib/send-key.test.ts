import { describe, expect, it } from "vitest";
import { sends, type KeyLike } from "./send-key";

const enter: KeyLike = {
  key: "Enter",
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
};

describe("sends", () => {
  it.each([
    ["Enter", {}, true],
    ["Ctrl+Enter", { ctrlKey: true }, true],
    ["Shift+Enter, a new line", { shiftKey: true }, false],
    ["another key", { key: "a" }, false],
    ["Enter that chooses a word of an input method", { isComposing: true }, false],
    ["the same in Safari, where the composition is over by then", { keyCode: 229 }, false],
  ])("%s", (_, changes, sent) => {
    expect(sends({ ...enter, ...changes })).toBe(sent);
  });
});
