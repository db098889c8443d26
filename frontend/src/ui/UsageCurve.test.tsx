// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { path, UsageCurve } from "./UsageCurve";

afterEach(cleanup);

it("tells those who do not see it what is used now and what was used at most", () => {
  const values = [0.5, null, 0.25];
  render(<UsageCurve title="Memory" time={[0, 1, 2]} values={values} full={1} span="so far" />);
  screen.getByRole("img", { name: "Memory so far: 25% now, 50% at most" });
  cleanup();
  const words = (value: number): string => `${value} kg`;
  render(
    <UsageCurve
      title="Load"
      time={[0, 1]}
      values={[4, 2]}
      words={words}
      span="then"
      live={false}
    />,
  );
  const curve = screen.getByRole("img", { name: "Load then: 4 kg at most" });
  // Without a frame of its own the most reaches the top.
  expect(curve.querySelector("path")?.getAttribute("d")).toBe("M0.0 0.0L240.0 20.0");
});

it("shows nothing where nothing was measured", () => {
  const { container } = render(<UsageCurve title="Busy" time={[0]} values={[null]} span="" />);
  expect(container.innerHTML).toBe("");
});

it("spans the whole time, with nothing at the bottom and all at the top", () => {
  expect(path([100, 150, 200], [0, 0.5, 1])).toBe("M0.0 40.0L120.0 20.0L240.0 0.0");
});

it("breaks where nothing was measured and stays within its frame", () => {
  expect(path([0, 10, 20, 30], [1.2, null, -1, 0])).toBe("M0.0 0.0M160.0 40.0L240.0 40.0");
});

it("draws nothing of nothing", () => {
  expect(path([], [])).toBe("");
});
