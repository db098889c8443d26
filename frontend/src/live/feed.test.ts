import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { keys } from "../api/keys";
import type { Checkpoint, JobList } from "../api/types";
import { Feed } from "./feed";
import { toView, type JobView, type LiveEvent } from "./reducer";
import { checkpoint, detail, frame, job } from "./testing";

let client: QueryClient;
let feed: Feed;

beforeEach(() => {
  client = new QueryClient();
  feed = new Feed(client);
});

function metrics(id: number, steps: number[], attempt = 1): LiveEvent {
  return { id, kind: "metrics", data: frame(attempt, steps) };
}

function put(steps: number[], lastEventId: number, changes = {}): void {
  client.setQueryData(keys.job("job-1"), toView(detail(steps, lastEventId, changes)));
}

function view(): JobView {
  const found = client.getQueryData<JobView>(keys.job("job-1"));
  if (!found) throw new Error("no view");
  return found;
}

function stale(): boolean {
  return client.getQueryState(keys.job("job-1"))?.isInvalidated ?? false;
}

describe("events after a snapshot", () => {
  it("grow the curve and the progress without a gap or a repeat", () => {
    feed.restart(10);
    put([1, 2], 10);
    feed.receive(metrics(11, [3]));
    feed.receive(metrics(11, [3]));
    feed.receive(metrics(13, [4, 5]));
    feed.receive(metrics(12, [4]));
    expect(view().curve.training.step).toEqual([1, 2, 3, 4, 5]);
    expect(view().job.progress).toMatchObject({ step: 5, eta_s: 95, total_steps: 100 });
    expect(stale()).toBe(false);
  });

  it("change nothing that the snapshot already knew", () => {
    feed.restart(10);
    put([1, 2, 3], 12, { status: "done" });
    feed.receive({ id: 11, kind: "job", data: job({ status: "running" }) });
    feed.receive(metrics(12, [2, 3]));
    expect(view().job.status).toBe("done");
    expect(view().curve.training.step).toEqual([1, 2, 3]);
  });

  it("of a replaced execution are ignored, and a new one is asked for afresh", () => {
    feed.restart(10);
    put([1, 2, 3], 10);
    feed.receive({ id: 11, kind: "job", data: job({ attempt: 2, status: "starting" }) });
    expect(stale()).toBe(true);
    feed.receive({ id: 12, kind: "job", data: job({ attempt: 1, status: "failed" }) });
    feed.receive(metrics(13, [4], 1));
    expect(view().job).toMatchObject({ attempt: 2, status: "starting" });
    expect(view().job.progress.step).toBeNull();
  });

  it("that a resume repeats make the page ask again rather than lose points", () => {
    feed.restart(10);
    put([1, 2, 3], 10, { attempt: 2 });
    feed.receive(metrics(11, [2], 2));
    expect(stale()).toBe(true);
  });

  it("that are not told again make the page ask for the whole curve", () => {
    feed.restart(10);
    put([1, 2, 3], 10);
    feed.receive({ id: 11, kind: "reset", data: { job_id: "job-1" } });
    expect(stale()).toBe(true);
  });
});

describe("a snapshot after events", () => {
  it("older than the stream is brought up to it", async () => {
    feed.restart(10);
    feed.receive(metrics(11, [3]));
    feed.receive(metrics(12, [4]));
    const joined = await feed.joinView(() => Promise.resolve(toView(detail([1, 2, 3], 11))));
    expect(joined.curve.training.step).toEqual([1, 2, 3, 4]);
    expect(joined.last_event_id).toBe(12);
  });

  it("older than what is remembered is fetched again", async () => {
    feed = new Feed(client, 2);
    feed.restart(10);
    for (let id = 11; id <= 15; id += 1) feed.receive(metrics(id, [id]));
    const answers = [detail([10], 11), detail([10, 11, 12, 13], 13)];
    const joined = await feed.joinView(() =>
      Promise.resolve(toView(answers.shift() ?? detail([], 0))),
    );
    expect(joined.curve.training.step).toEqual([10, 11, 12, 13, 14, 15]);
  });

  it("from before the stream's start counts as stale", () => {
    put([1], 5);
    feed.restart(10);
    expect(stale()).toBe(true);
  });
});

describe("the list of jobs", () => {
  it("takes new jobs at their place and new states, once", () => {
    client.setQueryData<JobList>(keys.jobList, { jobs: [job()], next: null, last_event_id: 10 });
    feed.restart(10);
    const young = job({ id: "job-2", created_at: "2026-01-02T00:00:00Z", status: "queued" });
    feed.receive({ id: 11, kind: "job", data: young });
    feed.receive({ id: 12, kind: "job", data: job({ status: "done" }) });
    feed.receive(metrics(13, [9]));
    const list = client.getQueryData<JobList>(keys.jobList);
    expect(list?.jobs.map((j) => [j.id, j.status])).toEqual([
      ["job-2", "queued"],
      ["job-1", "done"],
    ]);
    expect(list?.jobs[1]?.progress.step).toBe(9);
    expect(list?.last_event_id).toBe(13);
  });
});

describe("a deleted job", () => {
  it("leaves every list, and its page asks and is told that there is none", async () => {
    const other = job({ id: "job-2" });
    const list = { jobs: [other, job()], next: null, last_event_id: 10 };
    client.setQueryData<JobList>(keys.jobList, list);
    const kept = checkpoint({ id: "ckpt-2", job_id: "job-2" });
    client.setQueryData<Checkpoint[]>(keys.checkpoints, [kept, checkpoint()]);
    feed.restart(10);
    put([1], 10);
    const gone = new Error("There is no such job.");
    const page = new QueryObserver(client, {
      queryKey: keys.job("job-1"),
      queryFn: () => Promise.reject<JobView>(gone),
      staleTime: Infinity,
      retry: false,
    });
    const leave = page.subscribe(() => undefined);
    expect(page.getCurrentResult().data?.job.id).toBe("job-1");
    feed.receive({ id: 11, kind: "deleted", data: { id: "job-1" } });
    await vi.waitFor(() => expect(page.getCurrentResult().error).toBe(gone));
    expect(page.getCurrentResult().data).toBeUndefined();
    leave();
    const left = client.getQueryData<JobList>(keys.jobList);
    expect([left?.jobs, left?.last_event_id]).toEqual([[other], 11]);
    expect(client.getQueryData(keys.checkpoints)).toEqual([kept]);
  });

  it("leaves a list that was asked for before", async () => {
    feed.restart(10);
    feed.receive({ id: 11, kind: "deleted", data: { id: "job-1" } });
    const old: JobList = { jobs: [job()], next: null, last_event_id: 10 };
    const joined = await feed.joinList(() => Promise.resolve(old));
    expect(joined).toMatchObject({ jobs: [], last_event_id: 11 });
  });
});

describe("checkpoints", () => {
  it("appear on top, and the final one becomes the job's", () => {
    client.setQueryData<Checkpoint[]>(keys.checkpoints, [checkpoint({ id: "ckpt-0" })]);
    feed.restart(10);
    put([1], 10);
    feed.receive({ id: 11, kind: "checkpoint", data: checkpoint({ final: true }) });
    const ids = client.getQueryData<Checkpoint[]>(keys.checkpoints)?.map((c) => c.id);
    expect(ids).toEqual(["ckpt-1", "ckpt-0"]);
    expect(view().job.final_checkpoint_id).toBe("ckpt-1");
    expect(view().checkpoints).toHaveLength(1);
  });
});
