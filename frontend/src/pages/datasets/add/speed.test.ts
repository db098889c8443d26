import { expect, it } from "vitest";
import { Speed } from "./speed";

it("says nothing before it has seen a second", () => {
  const speed = new Speed();
  expect(speed.perSecond).toBeNull();
  speed.note(0, 0);
  speed.note(500, 100);
  expect(speed.perSecond).toBeNull();
  speed.note(1000, 300);
  expect(speed.perSecond).toBe(300);
});

it("goes by the last ten seconds only", () => {
  const speed = new Speed();
  for (let second = 0; second <= 60; second += 1) {
    speed.note(second * 1000, second < 40 ? second : 40 + (second - 40) * 1000);
  }
  expect(speed.perSecond).toBeCloseTo(1000);
});

it("begins anew when bytes are taken back, and says nothing while nothing moves", () => {
  const speed = new Speed();
  speed.note(0, 0);
  speed.note(2000, 4000);
  speed.note(3000, 100);
  expect(speed.perSecond).toBeNull();
  speed.note(5000, 100);
  expect(speed.perSecond).toBeNull();
});
