"""Every error in the OpenAPI document: what it means, and an example."""

from __future__ import annotations

from typing import Any

from backend.api.errors import TYPES, ErrorBody, ErrorDetail, database_unavailable, unexpected
from minimind.spec import STAGES

_MEANINGS: dict[int, tuple[str, str, str]] = {
    400: ("The body is not JSON.", "invalid_json", "The body is not JSON."),
    401: (
        "No credentials, or they are unknown or expired.",
        "not_signed_in",
        "Sign in first.",
    ),
    403: ("Sent from another website.", "cross_site_request", "Another website sent this."),
    404: ("Nothing has this id.", "not_found", "There is no job 'job-x'."),
    405: (
        "The method does not exist here.",
        "method_not_allowed",
        "The method does not exist here.",
    ),
    408: ("The upload stalled.", "upload_stalled", "No data arrived for two minutes."),
    409: ("The present state forbids it.", "illegal_transition", "The job is already done."),
    412: (
        "The protocol's version is another.",
        "unknown_version",
        "The server speaks version 1.0.0 of the protocol.",
    ),
    413: ("The body is too large.", "body_too_large", "The body is larger than 1 MiB."),
    415: (
        "The body is of another type.",
        "wrong_media_type",
        "The body is not application/offset+octet-stream.",
    ),
    416: (
        "The file has no such bytes.",
        "range_not_satisfiable",
        "The file has 1024 bytes.",
    ),
    422: ("A field or a file line is wrong.", "invalid_value", "There is no stage 'pretran'."),
    423: (
        "Somebody else is changing it just now.",
        "locked",
        "Somebody else is sending this upload just now.",
    ),
    429: ("As many as may be are there.", "too_many", "100 uploads are open."),
    460: (
        "The checksum does not fit the bytes.",
        "checksum_mismatch",
        "The bytes that arrived are not those that were sent.",
    ),
    500: ("A fault of the server.", "internal_error", unexpected().message),
    503: (
        "Something the answer needs is away.",
        "database_unavailable",
        database_unavailable().message,
    ),
    507: ("Too little space is free.", "disk_full", "Too little space would stay free."),
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI ``responses`` of the named errors; 401, 500 and 503 belong to every route."""
    return {
        status: {"model": ErrorBody, "description": _MEANINGS[status][0]}
        for status in sorted({401, 500, 503, *statuses})
    }


def example(status: int) -> dict[str, Any]:
    """The body of an error of ``status``, for the document."""
    _, code, message = _MEANINGS[status]
    wrong_field = status == 422
    detail = ErrorDetail(
        message=message,
        type=TYPES.get(status, "server_error"),
        code=code,
        param="stage" if wrong_field else None,
        remedy=f"Choose one of: {', '.join(STAGES)}." if wrong_field else None,
    )
    return ErrorBody(error=detail).model_dump()
