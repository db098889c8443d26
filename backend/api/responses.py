"""Streaming answers that always release what they hold."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import anyio
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class ClosingStreamResponse(StreamingResponse):
    """Closes its generator however the answer ends.

    When a client leaves while bytes are being written, the generator is suspended at its ``yield``
    and would otherwise run its ``finally`` only when it is garbage collected.
    """

    def __init__(
        self,
        content: AsyncGenerator[bytes, None],
        status_code: int = 200,
        media_type: str | None = None,
    ) -> None:
        headers = {"X-Accel-Buffering": "no"}  # proxies must pass every piece on at once
        super().__init__(content, status_code, headers, media_type)
        self._content = content

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await self._content.aclose()


class EventStreamResponse(ClosingStreamResponse):
    """Server-sent events."""

    media_type = "text/event-stream"
