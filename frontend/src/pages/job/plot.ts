/** uPlot, set up for a loss curve. Colours come from the page's variables. */
import uPlot from "uplot";
import { lastAt, type ChartData } from "./chart-data";

export interface PlotSettings {
  logarithmic: boolean;
  onCursor: (index: number | null) => void;
}

// uPlot's name for this exists in its types only.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const LOGARITHMIC: uPlot.Scale = { distr: 3 };
/** Ticks fall on whole steps: 1, 2, 5, 10, ... */
const STEPS = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((k) => k * 10 ** power)).flat();
const HEIGHT = 340;
const GUESS_LABEL = "guessing by word frequency";

/** Canvas needs the colour itself, not the variable's name. */
function colourOf(element: HTMLElement, variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  element.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

function fontOf(element: HTMLElement): string {
  return `12px ${getComputedStyle(element).fontFamily}`;
}

export function columns(data: ChartData): uPlot.AlignedData {
  return [data.step, data.training, data.heldOut, data.guess];
}

export function createPlot(
  element: HTMLElement,
  data: ChartData,
  { logarithmic, onCursor }: PlotSettings,
): uPlot {
  const colour = (variable: string): string => colourOf(element, variable);
  const font = fontOf(element);
  const [training, heldOut] = [colour("--training"), colour("--held-out")];
  const [soft, line] = [colour("--ink-soft"), colour("--line")];
  const [surface, paper] = [colour("--surface"), colour("--paper")];
  const axis: uPlot.Axis = {
    stroke: soft,
    font,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
  };
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      padding: [14, 10, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: false, y: false },
        points: { size: 9, width: 2, fill: surface },
        y: false,
      },
      scales: {
        x: { time: false },
        y: logarithmic ? LOGARITHMIC : {},
      },
      axes: [
        {
          ...axis,
          space: 70,
          incrs: STEPS,
          grid: { show: false },
          values: (_, ticks) => ticks.map(tick),
        },
        { ...axis, size: 44, values: (_, ticks) => ticks.map(lossTick) },
      ],
      series: [
        {},
        { label: "Training loss", stroke: training, width: 1.5, points: { show: false } },
        {
          label: "Held-out loss",
          stroke: heldOut,
          width: 2,
          spanGaps: true,
          points: { show: true, size: 6, width: 1.5, fill: surface },
        },
        { label: GUESS_LABEL, stroke: soft, width: 1, dash: [5, 5], points: { show: false } },
      ],
      hooks: {
        setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
        // Under the curves: where they run through the words, the curves win.
        drawAxes: [(plot) => labelGuess(plot, soft, paper, font)],
      },
    },
    columns(data),
    element,
  );
}

function tick(step: number): string {
  return step >= 10_000 ? `${step / 1000}k` : String(step);
}

/** A logarithmic axis leaves some lines without a number: these are null, whatever the types say. */
function lossTick(loss: number | null): string {
  return loss === null ? "" : String(loss);
}

/** Writes what the dashed line is on the line itself, on the side that the curves leave free. */
function labelGuess(plot: uPlot, colour: string, halo: string, font: string): void {
  const value = plot.data[3]?.[0];
  if (value == null) return;
  const { ctx, bbox } = plot;
  const losses = Array.from(plot.data[1] ?? []);
  const newest = lastAt(losses, losses.length - 1) ?? 0;
  const below = newest > value;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.fillStyle = colour;
  ctx.font = font.replace("12px", `${12 * ratio}px`);
  ctx.textAlign = "right";
  ctx.textBaseline = below ? "top" : "bottom";
  const x = bbox.left + bbox.width - 4 * ratio;
  const y = plot.valToPos(value, "y", true) + (below ? 5 : -4) * ratio;
  // A halo keeps the words legible where the curves run through them.
  ctx.strokeStyle = halo;
  ctx.lineWidth = 4 * ratio;
  ctx.lineJoin = "round";
  ctx.strokeText(GUESS_LABEL, x, y);
  ctx.fillText(GUESS_LABEL, x, y);
  ctx.restore();
}

/** Moves the cursor to a point, as the mouse would. */
export function pointAt(plot: uPlot, index: number): void {
  const step = plot.data[0][index];
  if (step !== undefined) plot.setCursor({ left: plot.valToPos(step, "x"), top: 1 });
}

export function resize(plot: uPlot, width: number): void {
  if (width > 0 && width !== plot.width) plot.setSize({ width, height: HEIGHT });
}
