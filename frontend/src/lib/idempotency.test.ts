import { expect, it } from "vitest";
import { RequestKey } from "./idempotency";

it("keeps the key for the same request and changes it for another", () => {
  const key = new RequestKey();
  const first = key.for("a");
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(key.for("a")).toBe(first);
  expect(key.for("b")).not.toBe(first);
  expect(new RequestKey().for("a")).not.toBe(first);
});
