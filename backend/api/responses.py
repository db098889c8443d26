"""Answers that are JSON already, and streaming ones that always release what they hold."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable

import anyio
import anyio.lowlevel
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from backend.api.schemas.common import Answer


def as_json(answer: Answer, status: int = 200) -> Response:
    """An answer that was checked when it was made, encoded at once.

    FastAPI would check it again, and wait for a thread for that.
    """
    return Response(answer.model_dump_json(), status, media_type="application/json")


def json_array(items: Iterable[bytes]) -> bytes:
    """An array of what is JSON already."""
    return b"[%s]" % b",".join(items)


def json_answer(encoded: dict[str, bytes], **values: object) -> Response:
    """A large answer: fields that are JSON already, then others.

    It is made of rows that the database checked and is what the route's model describes (a test
    compares them); to build that model would cost more than all the rest.
    """
    return Response(json_object(encoded, **values), media_type="application/json")


def json_object(encoded: dict[str, bytes], **values: object) -> bytes:
    """An object of fields that are JSON already, then of others, where bytes are JSON too."""
    fields = list(encoded.items())
    for name, value in values.items():
        fields.append((name, value if isinstance(value, bytes) else to_json(value)))
    body = b",".join(b'"%s":%s' % (name.encode(), text) for name, text in fields)
    return b"{%s}" % body


def not_modified(request: Request, tag: str) -> Response | None:
    """The answer to a client that says it has what ``tag`` stands for; None for any other."""
    told = request.headers.get("If-None-Match", "")
    known = {one.strip().removeprefix("W/") for one in told.split(",")}
    return tagged(Response(status_code=304), tag) if f'"{tag}"' in known else None


def tagged(answer: Response, tag: str) -> Response:
    """The answer with a tag that a client can name when it asks again.

    A weak one: the newest event's id may differ between answers of the same tag. An older id is as
    good, since none of the events in between changed what the answer shows.
    """
    answer.headers["ETag"] = f'W/"{tag}"'
    return answer


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
    """Server-sent events. Ends when the client takes nothing for a while: it comes back."""

    media_type = "text/event-stream"
    patience_s = 30.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_soon(message: Message) -> None:
            with anyio.move_on_after(self.patience_s) as sending:
                await send(message)
            if sending.cancelled_caught:
                stuck.cancel()
                await anyio.lowlevel.checkpoint()

        with anyio.CancelScope() as stuck:
            await super().__call__(scope, receive, send_soon)
