import { describe, expect, it } from "vitest";
import { buildTraining, FIRST_CHOICES } from "./train";

describe("the request to train a tokenizer", () => {
  it("names datasets and open sources with their shares and caps", () => {
    const built = buildTraining({
      ...FIRST_CHOICES,
      name: " poems ",
      vocabulary: "8,000",
      sources: {
        "dataset:ds-1": { share: "3", most: "" },
        "open:chitchat": { share: "1", most: "500 000" },
      },
    });
    expect(built).toEqual({
      ok: true,
      body: {
        name: "poems",
        vocab_size: 8000,
        characters: 8_000_000,
        seed: 0,
        sources: [
          { dataset: "ds-1", share: 3, characters: null },
          { open: "chitchat", share: 1, characters: 500_000 },
        ],
      },
    });
  });

  it("complains by field", () => {
    const built = buildTraining({ ...FIRST_CHOICES, vocabulary: "12", characters: "many" });
    expect(built.ok).toBe(false);
    expect(built.ok ? [] : Object.keys(built.complaints).sort()).toEqual([
      "characters",
      "name",
      "sources",
      "vocab_size",
    ]);
  });
});
