/** Uploads a dataset. XMLHttpRequest, for fetch does not tell how much has been sent. */
import { nameOf } from "../lib/dataset-words";
import { noteStatus } from "./client";
import { ApiError, errorFrom, UNREACHABLE } from "./errors";
import type { Dataset, Stage } from "./types";

export interface Uploaded {
  dataset: Dataset;
  /** The very same content was there before, perhaps under another name. */
  existed: boolean;
}

/** `onProgress` gets 0 to 1; at 1 the server still checks the rows. Rejects with an ApiError. */
export function uploadDataset(
  file: File,
  kind: Stage["dataset_kind"],
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Uploaded> {
  const query = new URLSearchParams({ name: nameOf(file.name), kind });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/datasets?${query}`);
    request.setRequestHeader("Content-Type", "application/jsonl");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.total > 0 ? event.loaded / event.total : 1);
    });
    request.addEventListener("load", () => {
      const body = parse(request.responseText);
      if (request.status === 200 || request.status === 201) {
        resolve({ dataset: body as Dataset, existed: request.status === 200 });
      } else {
        noteStatus(request.status);
        reject(errorFrom(request.status, body));
      }
    });
    request.addEventListener("error", () => reject(new ApiError(0, UNREACHABLE)));
    request.addEventListener("abort", () => reject(new DOMException("Aborted", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
