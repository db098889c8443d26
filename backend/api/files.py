"""Files as answers, whole or from where a download was cut off."""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from backend.api.errors import ApiError, ErrorResponse, error_response

JSONL: Final = "application/jsonl"

_ONE_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})|bytes=-(\d{1,18})", re.ASCII)


class RangedFile(FileResponse):
    """One range of a file, or all of it. ``stat_result`` must be given.

    What is no single range is not understood, and then the whole file is sent, as HTTP says.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = Headers(scope=scope).get("range")
        if wanted is not None and self.stat_result is not None:
            found = _ONE_RANGE.fullmatch(wanted.replace(" ", ""))
            size = self.stat_result.st_size
            if found is None or (found[1] and found[2] and int(found[1]) > int(found[2])):
                headers = [pair for pair in scope["headers"] if pair[0] != b"range"]
                scope = {**scope, "headers": headers}
            elif (found[1] and int(found[1]) >= size) or found[3] == "0":
                await _beyond(size)(scope, receive, send)
                return
        await super().__call__(scope, receive, send)


def _beyond(size: int) -> ErrorResponse:
    return error_response(
        ApiError(
            416,
            f"The file has {size} bytes.",
            code="range_not_satisfiable",
            param="Range",
            remedy="Ask for bytes that it has, or leave Range out.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    )
