// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keys } from "../../api/keys";
import type { Job } from "../../api/types";
import { detail, job } from "../../live/testing";
import { toView, type JobView } from "../../live/reducer";

// The client takes `fetch` as it is when it is made.
const requests: Request[] = [];
let answer: Response;
vi.stubGlobal("fetch", (request: Request) => {
  requests.push(request);
  return Promise.resolve(answer);
});
// jsdom does not know how to open a dialog.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
};
const { LifeButtons, RetryButtons } = await import("./LifeButtons");
const { Priority } = await import("./Priority");

const client = new QueryClient();

beforeEach(() => {
  requests.length = 0;
  client.setQueryData(keys.job("job-1"), toView(detail([], 1)));
});
afterEach(cleanup);

function show(shown: Job): void {
  render(
    <QueryClientProvider client={client}>
      <LifeButtons job={shown} />
      <RetryButtons job={shown} />
    </QueryClientProvider>,
  );
}

function buttons(): (string | null)[] {
  return screen.getAllByRole("button").map((button) => button.textContent.trim());
}

async function press(name: string): Promise<void> {
  await userEvent.click(screen.getByRole("button", { name }));
}

it("pauses a run and shows at once that it pauses", async () => {
  answer = Response.json(job({ status: "pausing" }), { status: 202 });
  show(job({ status: "running" }));
  await press("Pause");
  expect(requests[0]?.url).toMatch(/\/api\/jobs\/job-1\/pause$/);
  await waitFor(() =>
    expect(client.getQueryData<JobView>(keys.job("job-1"))?.job.status).toBe("pausing"),
  );
});

it("offers what a job's state allows", () => {
  show(job({ status: "paused" }));
  expect(buttons()).toEqual(["Resume", "Stop"]);
  cleanup();
  show(job({ status: "failed" }));
  expect(buttons()).toEqual(["Try again"]);
  cleanup();
  show(job({ status: "stopping", force: true }));
  expect(screen.getByRole("button", { name: "Being ended…" })).toHaveProperty("disabled", true);
});

it("ends a job by force only after it was asked gently", async () => {
  answer = Response.json(job({ status: "stopping", force: true }), { status: 202 });
  show(job({ status: "stopping" }));
  await press("End it now");
  const all = screen.getAllByRole("button", { name: "End it now" });
  await userEvent.click(all[1] ?? document.body);
  expect(await requests[0]?.json()).toEqual({ force: true });
});

it("tries again with the fix that the server knows", async () => {
  answer = Response.json(job({ status: "queued" }), { status: 202 });
  const changes = { recipe: { micro_batch: 4 } };
  const label = "Try again with 4 rows at once";
  show(job({ status: "failed", fix: { label, action: "retry", changes } }));
  await press(label);
  expect(await requests[0]?.json()).toEqual({ changes });
});

it("starts a new job with a fix that does not fit the middle of a run, and shows that one", async () => {
  answer = Response.json(job({ id: "job-2", status: "queued" }), { status: 201 });
  const changes = { recipe: { global_batch: 8 } };
  show(job({ status: "failed", fix: { label: "Start anew", action: "clone", changes } }));
  await press("Start anew");
  expect(requests[0]?.url).toMatch(/\/api\/jobs\/job-1\/clone$/);
  expect(await requests[0]?.json()).toEqual({ changes });
  await waitFor(() => expect(location.pathname).toBe("/jobs/job-2"));
});

it("holds a waiting job, and releases it", async () => {
  answer = Response.json(job({ status: "queued", held: true }));
  show(job({ status: "queued" }));
  await press("Hold");
  expect(requests[0]?.method).toBe("PATCH");
  expect(await requests[0]?.json()).toEqual({ held: true });
  await waitFor(() => expect(client.getQueryData<JobView>(keys.job("job-1"))?.job.held).toBe(true));
  cleanup();
  show(job({ status: "queued", held: true }));
  expect(buttons()).toEqual(["Release", "Cancel"]);
});

it("gives a waiting job another priority, of whole numbers only", async () => {
  answer = Response.json(job({ status: "queued", priority: 5 }));
  render(
    <QueryClientProvider client={client}>
      <Priority job={job({ status: "queued" })} />
    </QueryClientProvider>,
  );
  const input = screen.getByRole("spinbutton", { name: "Priority" });
  await userEvent.clear(input);
  await userEvent.type(input, "101{Enter}");
  await screen.findByText("Give a whole number from -100 to 100.");
  expect(requests).toHaveLength(0);
  await userEvent.clear(input);
  await userEvent.type(input, "5{Enter}");
  await waitFor(() => expect(requests).toHaveLength(1));
  expect(await requests[0]?.json()).toEqual({ priority: 5 });
});

it("says why the server refused", async () => {
  const error = { message: "Job job-1 is done.", code: "illegal_transition" };
  answer = Response.json({ error }, { status: 409 });
  show(job({ status: "running" }));
  await press("Pause");
  await screen.findByText(/Job job-1 is done/);
});
