/** Tells of the ends of jobs through the system, also while nobody looks at the page. */
import { hasEnded, type Job } from "../api/types";
import { causeWords } from "../lib/job-words";

export type NotifyState = "off" | "on" | "denied" | "unsupported";

const KEY = "minimind-notify";
/** An end that was not seen coming is news only for so long (milliseconds). */
const NEWS_FOR = 60_000;

/** Whether ends are told of: needs both the person's wish and the browser's permission. */
export function notifyState(): NotifyState {
  if (!("Notification" in globalThis)) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const wished = localStorage.getItem(KEY) === "on";
  return wished && Notification.permission === "granted" ? "on" : "off";
}

/** Asks the browser for permission where that is needed. Call it from a click. */
export async function turnNotifications(on: boolean): Promise<NotifyState> {
  if (!("Notification" in globalThis)) return "unsupported";
  if (on) await Notification.requestPermission();
  localStorage.setItem(KEY, on ? "on" : "off");
  return notifyState();
}

/** Watches jobs as they change, and tells of each end once. */
export class Ends {
  #ended = new Map<string, boolean>();
  #show: (title: string, body: string, job: Job) => void;

  constructor(show: (title: string, body: string, job: Job) => void = showNotification) {
    this.#show = show;
  }

  see(job: Job): void {
    const before = this.#ended.get(job.id);
    const ended = hasEnded(job);
    this.#ended.set(job.id, ended);
    if (!ended || before === true || notifyState() !== "on") return;
    if (before === undefined && !isFresh(job)) return;
    this.#show(...words(job), job);
  }
}

function isFresh(job: Job): boolean {
  return job.finished_at !== null && Date.now() - Date.parse(job.finished_at) < NEWS_FOR;
}

function words(job: Job): [title: string, body: string] {
  switch (job.status) {
    case "done":
      return [`${job.name} is done`, "Talk to it, or train it further."];
    case "failed":
      return [`${job.name} failed`, causeWords(job.cause) ?? job.reason ?? "Its log may tell why."];
    default:
      return [`${job.name} was stopped`, job.reason ?? ""];
  }
}

function showNotification(title: string, body: string, job: Job): void {
  // The same tag in every tab: the system shows one.
  const shown = new Notification(title, { body, tag: `${job.id}-${job.attempt}` });
  shown.onclick = () => {
    globalThis.focus();
    globalThis.location.assign(`/jobs/${encodeURIComponent(job.id)}`);
  };
}
