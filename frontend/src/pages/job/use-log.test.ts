import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("location", { origin: "http://localhost" });
const { joinLog } = await import("./use-log");

function page(text: string, start: number, attempt = 1) {
  const end = start + text.length;
  return { text, start, end, size: end, attempt };
}

describe("joinLog", () => {
  it("adds what follows and replaces what does not", () => {
    const first = joinLog(null, page("one\n", 100));
    const second = joinLog(first, page("two\n", 104));
    expect(second).toMatchObject({ text: "one\ntwo\n", start: 100, end: 108 });
    expect(joinLog(second, page("anew\n", 0, 2)).text).toBe("anew\n");
    expect(joinLog(second, page("later\n", 500)).text).toBe("later\n");
  });

  it("lets go of the oldest whole lines of a long log", () => {
    const line = `${"x".repeat(99)}\n`;
    const long = joinLog(joinLog(null, page(line.repeat(2999), 0)), page(line.repeat(10), 299_900));
    expect(long.text.length).toBeLessThanOrEqual(300_000);
    expect(long.text.startsWith("x".repeat(99))).toBe(true);
    expect(long.text.length % 100).toBe(0);
  });
});
