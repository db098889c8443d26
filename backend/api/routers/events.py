"""The event stream."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request

from backend.api.deps import PrincipalDep
from backend.api.error_docs import documented
from backend.api.responses import EventStreamResponse
from backend.api.stream import EventStream
from backend.api.stream_schemas import StreamEvent

router = APIRouter(prefix="/api/events", tags=["events"])

_EXAMPLE = (
    "retry: 1000\n\nid: 41\nevent: metrics\n"
    'data: {"job_id":"job-3vq8tn5w2dpa","attempt":1,"training":[{"step":20,"seconds":3.1,'
    '"loss":6.2,"learning_rate":0.0005,"grad_norm":1.1,"tokens_per_s":8100.0,"eta_s":51.0}],'
    '"validation":[]}\n\n'
)


@router.get(
    "",
    response_class=EventStreamResponse,
    responses={
        200: {
            "model": StreamEvent,
            "description": "Server-sent events, without end. Each block has an `id:` line, an "
            "`event:` line (`job`, `metrics`, `checkpoint`, `sample`, ...) and one `data:` line "
            "of JSON; a block of a `task` has no id. The schema is that of a block, with the "
            "parsed data.",
            "content": {"text/event-stream": {"example": _EXAMPLE}},
        },
        **documented(422),
    },
)
async def stream_events(
    request: Request,
    principal: PrincipalDep,
    after: Annotated[
        int | None,
        Query(ge=0, description="Send what came after this event. Left out: from now on."),
    ] = None,
    last_event_id: Annotated[
        str | None,
        Header(description="Sent by browsers when they reconnect; stronger than `after`."),
    ] = None,
) -> EventStreamResponse:
    """Follow all jobs as they change.

    Nothing is lost or sent twice over a reconnect that names the last `id` received.
    """
    stream: EventStream = request.app.state.stream
    if last_event_id is not None and last_event_id.isascii() and last_event_id.isdigit():
        after = int(last_event_id[:20])
    return EventStreamResponse(stream.subscribe(principal, after))
