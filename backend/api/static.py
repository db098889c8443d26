"""The built dashboard: files, and the page itself for every address that a browser opens."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from backend.api.errors import ApiError, error_response

ASSETS = "/assets/"  # Vite puts a hash of the content into these names
NOT_BUILT = """MiniMind Studio runs, but its dashboard is not built yet.

Build it with

    scripts/up

which does so by itself, or by hand with Node 20 or newer:

    cd frontend && npm ci && npm run build

Then reload this page. The REST interface under /api works without it.
"""


class Dashboard:
    """ASGI application for GET and HEAD of everything that is not the API's."""

    def __init__(self, directory: Path) -> None:
        self._index = directory / "index.html"
        self._files = StaticFiles(directory=directory, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._response(scope)
        await response(scope, receive, send)

    async def _response(self, scope: Scope) -> Response:
        path: str = scope["path"]
        if not self._index.is_file():
            return PlainTextResponse(NOT_BUILT, status_code=503)
        try:
            response = await self._file(path.lstrip("/") or "index.html", scope)
        except HTTPException:
            wants_page = "text/html" in Headers(scope=scope).get("accept", "")
            if path.startswith(ASSETS) or not wants_page:
                return cast(
                    Response,
                    error_response(
                        ApiError(404, "There is nothing at this address.", code="route_not_found")
                    ),
                )
            response = await self._file("index.html", scope)
        # A hashed name never changes its content; all else is asked for again (and mostly 304).
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if path.startswith(ASSETS) else "no-cache"
        )
        return response

    async def _file(self, name: str, scope: Scope) -> Response:
        return await self._files.get_response(name, scope)
