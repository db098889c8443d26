import type { ErrorDetail } from "./types";

/** An answer of the API that is not a success, or no answer at all (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly detail: Partial<ErrorDetail>;

  constructor(status: number, detail: Partial<ErrorDetail>) {
    super(detail.message ?? `The server answered with an error (${status}).`);
    this.name = "ApiError";
    this.status = status;
    this.detail = detail;
  }

  /** The dotted name of the field that is wrong, when there is one. */
  get field(): string | null {
    return this.detail.param ?? null;
  }

  get remedy(): string | null {
    return this.detail.remedy ?? null;
  }

  get line(): number | null {
    return this.detail.line ?? null;
  }
}

export const UNREACHABLE: Partial<ErrorDetail> = {
  message: "The server cannot be reached.",
  remedy: "Check that it runs, then try again.",
};

/** The error body `{"error": {...}}`, or what is left of one when a proxy answered instead. */
export function errorFrom(status: number, body: unknown): ApiError {
  if (isRecord(body) && isRecord(body.error) && typeof body.error.message === "string") {
    return new ApiError(status, body.error);
  }
  return new ApiError(status, {
    message: `The server answered with an error (${status}).`,
    remedy: status >= 500 ? "Try again in a moment." : null,
  });
}

/** What a person reads: always a sentence, never "Failed to fetch". */
export function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, UNREACHABLE);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
