"""One shape for every error: OpenAI's, plus the line and the remedy.

``{"error": {"message", "type", "param", "code", "line", "remedy"}}``
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from backend.api.schemas.common import Answer
from backend.core.errors import StudioError
from minimind.spec import SpecError

log = logging.getLogger(__name__)

TYPES: dict[int, str] = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    408: "invalid_request_error",
    409: "conflict_error",
    412: "invalid_request_error",
    413: "invalid_request_error",
    415: "invalid_request_error",
    416: "invalid_request_error",
    422: "invalid_request_error",
    423: "conflict_error",
    429: "rate_limit_error",
    460: "invalid_request_error",
    503: "service_unavailable_error",
    507: "insufficient_storage_error",
}


class ErrorDetail(Answer):
    """What went wrong and what to do."""

    message: str
    type: str
    param: str | None = Field(default=None, description="Dotted name of the offending field.")
    code: str | None = Field(default=None, description="Machine-readable kind of the error.")
    line: int | None = Field(default=None, description="1-based line of the offending dataset row.")
    remedy: str | None = Field(default=None, description="What to do about it.")


class ErrorBody(Answer):
    """The body of every answer that is not a success."""

    error: ErrorDetail


class ApiError(HTTPException):
    """An answer other than success, in words.

    It is an HTTPException so that FastAPI lets it through wherever it is raised, even while a
    body is being read.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        remedy: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, message, headers)
        self.detail_body = ErrorDetail(
            message=message,
            type=TYPES.get(status, "server_error"),
            param=param,
            code=code,
            remedy=remedy,
        )


class ErrorResponse(JSONResponse):
    """Renders an ErrorDetail; text that UTF-8 cannot carry is replaced, never a second error."""

    def __init__(
        self, status: int, detail: ErrorDetail, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(ErrorBody(error=detail).model_dump(), status, headers)

    def render(self, content: Any) -> bytes:
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def error_response(error: ApiError) -> ErrorResponse:
    """The response of an ApiError, for places outside the router such as middleware."""
    return ErrorResponse(
        error.status_code, error.detail_body, dict(error.headers) if error.headers else None
    )


def spec_error_detail(error: SpecError) -> ErrorDetail:
    """A user's mistake: what, where (field or file line), what to do."""
    return ErrorDetail(
        message=error.message,
        type="invalid_request_error",
        param=error.field,
        code="invalid_value",
        line=error.line,
        remedy=error.remedy,
    )


def studio_error_detail(error: StudioError) -> ErrorDetail:
    """A refusal of the control plane."""
    return ErrorDetail(
        message=error.message,
        type=TYPES.get(error.status, "server_error"),
        param=error.field,
        code=error.code,
        line=error.line,
        remedy=error.remedy,
    )


def unexpected() -> ErrorDetail:
    """What a caller learns of a fault of ours: nothing of its insides."""
    return ErrorDetail(
        message="The server made a mistake while answering.",
        type="server_error",
        code="internal_error",
        remedy="Try again; if it stays, look into the API's log.",
    )


def database_unavailable() -> ErrorDetail:
    """The database is away or stays locked."""
    return ErrorDetail(
        message="The database cannot be reached just now.",
        type=TYPES[503],
        code="database_unavailable",
        remedy="Try again in a few seconds.",
    )


def fault_response(error: Exception) -> ErrorResponse:
    """The response for an exception that nobody expected; it is logged here."""
    if isinstance(error, DataError):  # such as a NUL character, which PostgreSQL cannot store
        return ErrorResponse(422, _unstorable("A value in the request cannot be stored."))
    away = isinstance(error, OperationalError | InterfaceError | PoolTimeout)
    if away or (isinstance(error, DBAPIError) and error.connection_invalidated):
        log.warning("database: %s", error)
        return ErrorResponse(503, database_unavailable(), {"Retry-After": "2"})
    log.error("unexpected error", exc_info=error)
    return ErrorResponse(500, unexpected())


def validation_response(errors: Sequence[Any]) -> ErrorResponse:
    """The first complaint about a request: 400 for a body that is no JSON, else 422."""
    first = errors[0]
    location = [str(part) for part in first["loc"]]
    if first["type"] == "json_invalid":
        reason = first.get("ctx", {}).get("error", "syntax error")
        return _not_json(f"The body is not JSON: {reason} at character {location[-1]}.")
    if location == ["body"] and isinstance(first.get("input"), bytes):
        return _not_json("The body was not sent as JSON.")
    field = ".".join(location[1:] if len(location) > 1 else location)
    detail = ErrorDetail(
        message=_words(first),
        type="invalid_request_error",
        param=field,
        code="unknown_field" if first["type"] == "extra_forbidden" else "invalid_value",
        remedy=(
            "Check its spelling, or leave it out." if first["type"] == "extra_forbidden" else None
        ),
    )
    return ErrorResponse(422, detail)


def _unstorable(message: str) -> ErrorDetail:
    return ErrorDetail(
        message=message,
        type="invalid_request_error",
        code="invalid_text",
        remedy="Send valid Unicode text without NUL characters.",
    )


def _not_json(message: str) -> ErrorResponse:
    return ErrorResponse(
        400,
        ErrorDetail(
            message=message,
            type="invalid_request_error",
            code="invalid_json",
            remedy="Send one JSON object with the header Content-Type: application/json.",
        ),
    )


def _words(complaint: Any) -> str:
    if complaint["type"] == "missing":
        return "The field is missing."
    if complaint["type"] == "extra_forbidden":
        return "There is no such field."
    given = complaint.get("input")
    shown = f" (got {str(given)[:80]!r})" if isinstance(given, str | int | float) else ""
    return f"{str(complaint['msg']).removeprefix('Value error, ')}{shown}."


def add_error_handlers(app: FastAPI) -> None:
    """Routes every exception of the router into the one shape."""

    async def api_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if isinstance(error, ApiError):
            return error_response(error)
        words = {404: "There is nothing at this address.", 405: "The method does not exist here."}
        message = words.get(error.status_code, str(error.detail))
        code = {404: "route_not_found", 405: "method_not_allowed", 400: "invalid_body"}
        detail = ErrorDetail(
            message=message,
            type=TYPES.get(error.status_code, "server_error"),
            code=code.get(error.status_code),
            remedy="See /openapi.json for what exists." if error.status_code in words else None,
        )
        return ErrorResponse(
            error.status_code, detail, dict(error.headers) if error.headers else None
        )

    async def validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return validation_response(error.errors())

    async def spec(request: Request, error: Exception) -> Response:
        assert isinstance(error, SpecError)
        return ErrorResponse(422, spec_error_detail(error))

    async def refusal(request: Request, error: Exception) -> Response:
        assert isinstance(error, StudioError)
        return ErrorResponse(error.status, studio_error_detail(error))

    async def half_character(request: Request, error: Exception) -> Response:
        # JSON can spell half of a UTF-16 pair ("\\ud800"); nothing can store or send it.
        assert isinstance(error, UnicodeEncodeError)
        if "surrogates" not in error.reason:
            return fault_response(error)
        message = "A text in the request holds half a character (a lone surrogate)."
        return ErrorResponse(422, _unstorable(message))

    async def database(request: Request, error: Exception) -> Response:
        return fault_response(error)

    app.add_exception_handler(HTTPException, api_error)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(SpecError, spec)
    app.add_exception_handler(StudioError, refusal)
    app.add_exception_handler(UnicodeEncodeError, half_character)
    app.add_exception_handler(DBAPIError, database)
    app.add_exception_handler(PoolTimeout, database)
