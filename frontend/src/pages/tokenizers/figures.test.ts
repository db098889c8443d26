import { describe, expect, it } from "vitest";
import { against, originOf, parametersWith, perToken, visible } from "./figures";

describe("figures of tokenizers", () => {
  it("says how much one token carries", () => {
    const length = { texts: 1, characters: 300, bytes: 900, tokens: 200 };
    expect(perToken(length, "characters")).toBe("1.50");
    expect(perToken(length, "bytes")).toBe("4.50");
    expect(perToken({ ...length, tokens: 0 }, "bytes")).toBe("–");
    expect(perToken(undefined, "bytes")).toBe("–");
  });

  it("says where one comes from", () => {
    expect(originOf({ origin: { how: "imported" } })).toBe("imported");
    const sources = [{ name: "poems" }, { name: "chitchat" }, { name: "sanguo" }];
    expect(originOf({ origin: { how: "trained", sources } })).toBe("trained on poems and 2 more");
    expect(originOf({ origin: { how: "trained", sources: "?" } })).toBe("trained here");
    expect(originOf({ origin: {} })).toBe("");
  });

  it("compares with the first", () => {
    expect(against(88, 100)).toBe("12% fewer tokens");
    expect(against(150, 100)).toBe("50% more tokens");
    expect(against(1001, 1000)).toBe("less than 1% more tokens");
    expect(against(7, 7)).toBe("the same number of tokens");
  });

  it("makes line ends visible", () => {
    expect(visible("a\tb\r\n")).toBe("a⇥b␍⏎");
  });

  it("counts the parameters of another vocabulary", () => {
    const size = { parameters: 1_500_000, config: { hidden_size: 128, vocab_size: 6400 } };
    expect(parametersWith(size, 6400)).toBe(1_500_000);
    expect(parametersWith(size, 400)).toBe(732_000);
    expect(parametersWith({ parameters: 5, config: {} }, 400)).toBe(5);
  });
});
