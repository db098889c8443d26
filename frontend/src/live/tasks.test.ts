import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { keys } from "../api/keys";
import type { Task } from "../api/types";
import { receiveTask, withTask } from "./tasks";

function task(id: string, state: Task["state"]): Task {
  return {
    id,
    state,
    kind: "check",
    title: `Check ${id}`,
    stopping: false,
    request: {},
    dataset_id: null,
    note: null,
    progress: null,
    result: null,
    error: null,
    tries: 1,
    created_at: "2026-01-31T12:00:00Z",
    started_at: null,
    finished_at: null,
  };
}

describe("tasks that the stream tells of", () => {
  it("replace what is known of them in its place, and come first when they are new", () => {
    const list = [task("b", "queued"), task("a", "done")];
    expect(withTask(list, task("a", "failed"))).toEqual([task("b", "queued"), task("a", "failed")]);
    expect(withTask(list, task("c", "queued"))[0]).toEqual(task("c", "queued"));
  });

  it("change the list that is shown, and make none where none is shown", () => {
    const client = new QueryClient();
    receiveTask(client, task("a", "running"));
    expect(client.getQueryData(keys.tasks)).toBeUndefined();
    client.setQueryData(keys.tasks, [task("a", "running")]);
    receiveTask(client, task("a", "done"));
    expect(client.getQueryData(keys.tasks)).toEqual([task("a", "done")]);
  });

  it("are not undone by an older answer that was on its way", async () => {
    const client = new QueryClient();
    const answers: ((list: Task[]) => void)[] = [];
    const queryFn = () => new Promise<Task[]>((resolve) => answers.push(resolve));
    const shown = new QueryObserver(client, { queryKey: keys.tasks, queryFn });
    const hide = shown.subscribe(() => undefined); // a page that asks for the list
    receiveTask(client, task("a", "done"));
    answers[0]?.([task("a", "running")]);
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.([task("a", "done")]);
    await vi.waitFor(() => expect(client.getQueryData(keys.tasks)).toEqual([task("a", "done")]));
    hide();
  });
});
