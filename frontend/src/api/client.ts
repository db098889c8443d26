/** Typed calls of the REST interface. Every failure is an ApiError. */
import createClient from "openapi-fetch";
import { ApiError, errorFrom, UNREACHABLE } from "./errors";
import type { paths } from "./schema.gen";

export const api = createClient<paths>({ baseUrl: globalThis.location.origin });

/** Calls a function when any answer says that the session is gone. */
let onSessionLost: () => void = () => undefined;

export function whenSessionLost(listener: () => void): void {
  onSessionLost = listener;
}

export function noteStatus(status: number): void {
  if (status === 401) onSessionLost();
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a success. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answered(call);
  if (!response.ok) {
    noteStatus(response.status);
    throw errorFrom(response.status, error);
  }
  return data as T;
}

async function answered<T>(call: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, UNREACHABLE);
  }
}
