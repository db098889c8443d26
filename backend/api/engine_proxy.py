"""Passes chat requests on to the engine and its words back, piece by piece, as they come."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, TypeVar

import anyio
import httpx
from starlette.requests import Request
from starlette.responses import Response

from backend.api.errors import ApiError
from backend.api.responses import ClosingStreamResponse

log = logging.getLogger(__name__)
T = TypeVar("T")

CHAT_PATH = "/v1/chat/completions"
ALIAS_HEADER = "X-Model-Alias"  # the engine calls the model so in its answer
# Loading a model and a long answer on a slow processor both take their time.
READ_SECONDS = 600.0
MAX_ERROR_BYTES = 64 * 1024


class ClientLeft(Exception):
    """The browser closed the connection before the engine answered."""


def engine_client(url: str) -> httpx.AsyncClient:
    """A client for ``unix:///path/engine.sock`` or ``http://host:port``."""
    timeout = httpx.Timeout(READ_SECONDS, connect=3.0, pool=10.0)
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=20, keepalive_expiry=4.0)
    if url.startswith("unix://"):
        transport = httpx.AsyncHTTPTransport(uds=url.removeprefix("unix://"), limits=limits)
        return httpx.AsyncClient(transport=transport, base_url="http://engine", timeout=timeout)
    # trust_env: a proxy of the environment is for the outside world, not for the engine.
    return httpx.AsyncClient(base_url=url, timeout=timeout, limits=limits, trust_env=False)


async def forward_chat(
    request: Request, client: httpx.AsyncClient, body: dict[str, Any], alias: str
) -> Response:
    """The engine's answer to ``body``, streamed. Closes the request there when the client leaves.

    Raises ApiError 503 when the engine is away.
    """
    upstream = client.build_request(
        "POST", CHAT_PATH, json=body, headers={ALIAS_HEADER: alias, "Accept-Encoding": "identity"}
    )
    try:
        answer = await _unless_client_leaves(request, lambda: client.send(upstream, stream=True))
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        log.warning("chat engine: %s", error)
        raise engine_away("The chat engine is not running.") from error
    except httpx.PoolTimeout as error:
        raise engine_away("The chat engine is busy with other conversations.") from error
    except httpx.TimeoutException as error:
        raise engine_away("The chat engine took too long to answer.") from error
    except httpx.TransportError as error:
        log.warning("chat engine: %s", error)
        raise engine_away("The chat engine stopped while it was asked.") from error
    except ClientLeft:
        return Response(status_code=499)  # nobody reads it
    return ClosingStreamResponse(
        _pieces(answer), answer.status_code, answer.headers.get("content-type", "application/json")
    )


def engine_away(message: str) -> ApiError:
    """503 in words."""
    return ApiError(
        503,
        message,
        code="engine_unavailable",
        remedy="scripts/up starts it and restarts it by itself: try again in a few seconds, "
        "or look into the engine's log.",
        headers={"Retry-After": "3"},
    )


async def _pieces(answer: httpx.Response) -> AsyncGenerator[bytes, None]:
    streaming = "text/event-stream" in answer.headers.get("content-type", "")
    try:
        async for piece in answer.aiter_raw():
            yield piece
    except httpx.TransportError as error:
        log.warning("chat engine: %s", error)
        if not streaming:
            raise  # breaks the connection, so that half an answer is not taken for a whole one
        detail = engine_away("The chat engine stopped in the middle of its answer.").detail_body
        yield b"\n\ndata: " + json.dumps({"error": detail.model_dump()}).encode() + b"\n\n"
    finally:
        await answer.aclose()


async def _unless_client_leaves(request: Request, work: Callable[[], Awaitable[T]]) -> T:
    """The result of ``work``, cancelled when the client goes first. Raises ClientLeft."""
    results: list[T] = []
    failures: list[Exception] = []

    async def run() -> None:
        try:
            results.append(await work())
        except Exception as error:
            failures.append(error)
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(run)
        # The body was read already: the next message can only be the disconnect.
        while (await request.receive())["type"] != "http.disconnect":
            pass
        group.cancel_scope.cancel()
    if failures:
        raise failures[0]
    if not results:
        raise ClientLeft
    return results[0]
