// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Dataset, Presets } from "../../api/types";
import { job } from "../../live/testing";

// The client takes `fetch` as it is when it is made.
const requests: Request[] = [];
let respond: () => Response;
vi.stubGlobal("fetch", (request: Request) => {
  requests.push(request);
  return Promise.resolve(respond());
});
const { JobForm } = await import("./JobForm");

const presets: Presets = {
  models: [{ name: "nano", title: "Nano", parameters: 1_570_000, config: {} }],
  presets: [],
  stages: [
    {
      name: "pretrain",
      title: "Pretrain",
      help: "",
      dataset_kind: "text",
      parent: "optional",
      parent_stages: ["pretrain"],
      recipe_schema: {
        properties: {
          epochs: {
            type: "integer",
            minimum: 1,
            maximum: 9,
            title: "Epochs",
            description: "Times.",
          },
          learning_rate: { type: "number", exclusiveMinimum: 0, title: "Learning rate" },
        },
      },
      defaults: { epochs: 1, learning_rate: 1e-5 },
    },
  ],
};

const dataset: Dataset = {
  id: "ds-1",
  name: "poems",
  kind: "text",
  sha256: "",
  bytes: 10,
  rows: 1,
  filename: null,
  errors: 0,
  warnings: 0,
  checked: true,
  ready: true,
  origin: {},
  created_at: "2026-01-01T00:00:00Z",
};
const faulty: Dataset = { ...dataset, id: "ds-2", name: "broken", errors: 3, ready: false };

beforeEach(() => {
  requests.length = 0;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <JobForm
        search=""
        nodes={[]}
        datasets={[faulty, dataset]}
        sources={{ presets, checkpoints: [], jobs: [], tokenizers: [] }}
      />
    </QueryClientProvider>,
  );
});
afterEach(cleanup);

function textbox(name: string): HTMLInputElement {
  return screen.getByRole("textbox", { name });
}

it("sends one request for a double click, with what was changed only", async () => {
  respond = () => Response.json(job({ id: "job-new" }), { status: 201 });
  await userEvent.clear(textbox("Epochs"));
  await userEvent.type(textbox("Epochs"), "3");
  await userEvent.dblClick(screen.getByRole("button", { name: "Start" }));
  await waitFor(() => expect(location.pathname).toBe("/jobs/job-new"));
  const sent = requests.filter((request) => request.method === "POST");
  expect(sent).toHaveLength(1);
  expect(sent[0]?.headers.get("idempotency-key")).toMatch(/^[0-9a-f]{32}$/);
  expect(await sent[0]?.json()).toMatchObject({ dataset: "ds-1", recipe: { epochs: 3 } });
});

it("shows what the server says at the field it is about, and goes there", async () => {
  respond = () =>
    Response.json(
      { error: { message: "Too large.", param: "recipe.learning_rate", remedy: "Halve it." } },
      { status: 422 },
    );
  await userEvent.click(screen.getByRole("button", { name: "Start" }));
  const rate = textbox("Learning rate");
  await waitFor(() => expect(rate.getAttribute("aria-invalid")).toBe("true"));
  expect(document.activeElement).toBe(rate);
  const described = rate.getAttribute("aria-describedby")?.split(" ")[0] ?? "";
  expect(document.getElementById(described)?.textContent).toContain("Too large. Halve it.");
  await userEvent.type(rate, "0");
  expect(rate.getAttribute("aria-invalid")).toBeNull();
});

it("marks a changed field, says its old value and takes it back", async () => {
  await userEvent.clear(textbox("Epochs"));
  await userEvent.type(textbox("Epochs"), "12");
  // Once for readers of the screen, once as the complaint.
  expect(screen.getAllByText("Allowed: 1 to 9.")).toHaveLength(2);
  expect(screen.getByText(/changed from 1/)).toBeDefined();
  await userEvent.click(screen.getByRole("button", { name: /reset/ }));
  expect(textbox("Epochs").value).toBe("1");
  expect(requests).toEqual([]);
});

it("offers no dataset that cannot be trained, and says how to mend it", () => {
  const offered = screen.getByRole("combobox", { name: "Dataset" });
  expect(offered.textContent).not.toContain("broken");
  expect(screen.getByRole("link", { name: "clean broken" }).getAttribute("href")).toBe(
    "/datasets/ds-2/clean",
  );
  expect(screen.getByRole("link", { name: "Add data" })).toBeDefined();
});
