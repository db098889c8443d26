"""Refusals of the control plane; each carries the HTTP status that says it to a browser.

A mistake in what somebody sent is a ``minimind.spec.SpecError`` (422); these are the others.
"""

from __future__ import annotations

from minimind.spec import SpecError


class StudioError(ValueError):
    """A refusal: what is wrong, and what to do about it.

    Attributes:
        status: HTTP status of the answer.
        code: machine-readable name, stable.
        message: one sentence.
        field: dotted name of the offending field, or None.
        line: always None here; only dataset rows have lines.
        remedy: what to do, one sentence, or None.
    """

    status = 400
    code = "refused"

    def __init__(
        self, message: str, *, field: str | None = None, remedy: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.line: int | None = None
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}" if self.remedy else self.message


class NotSignedIn(StudioError):
    """No credentials, or ones that are unknown, used up or expired."""

    status = 401
    code = "not_signed_in"


class NotFound(StudioError):
    """The id names nothing."""

    status = 404
    code = "not_found"


class Conflict(StudioError):
    """The request is well formed, but what is stored forbids it."""

    status = 409
    code = "conflict"


class IllegalTransition(Conflict):
    """The job's present status has no way to the one asked for."""

    code = "illegal_transition"

    def __init__(self, message: str, *, current: str, remedy: str | None = None) -> None:
        super().__init__(message, field="status", remedy=remedy)
        self.current = current


class StaleAttempt(Conflict):
    """An attempt that was replaced by a later one tried to write."""

    code = "stale_attempt"


class Locked(StudioError):
    """Somebody else is changing it at this moment."""

    status = 423
    code = "locked"


class TooLarge(StudioError):
    """More bytes than were announced."""

    status = 413
    code = "too_large"


class QuotaExceeded(StudioError):
    """Uploads and datasets would take more room than they may."""

    status = 413
    code = "quota_exceeded"


class TooMany(StudioError):
    """As many of them as may be are there."""

    status = 429
    code = "too_many"


class ChecksumMismatch(StudioError):
    """Bytes changed on their way. The status is that of the tus protocol."""

    status = 460
    code = "checksum_mismatch"


class DiskFull(StudioError):
    """Too little space would stay free."""

    status = 507
    code = "disk_full"


def http_status(error: StudioError | SpecError) -> int:
    """HTTP status of a refusal; a SpecError is about the content of a request: 422."""
    return error.status if isinstance(error, StudioError) else 422
