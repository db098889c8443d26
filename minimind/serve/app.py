"""The HTTP application: three routes in OpenAI's shapes."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from minimind.engine import Engine, Sampling
from minimind.serve.completion import Completion
from minimind.serve.errors import ApiError
from minimind.serve.pool import ModelPool
from minimind.serve.schema import ChatRequest, parse
from minimind.spec.rows import Turn

MAX_BODY_BYTES = 4 * 2**20
_CLIENT_GONE = 499  # nginx's number; nobody is there to read it
_T = TypeVar("_T")


def create_app(engine: Engine, pool: ModelPool) -> Starlette:
    """The application. Who owns ``engine`` closes it."""
    routes = Routes(engine, pool)
    handlers: dict[Any, Any] = {
        ApiError: _api_error,
        HTTPException: _http_error,
        Exception: _unexpected,
    }
    return Starlette(
        routes=[
            Route("/healthz", routes.healthz),
            Route("/v1/models", routes.models),
            Route("/v1/chat/completions", routes.chat, methods=["POST"]),
        ],
        exception_handlers=handlers,
    )


class Routes:
    """The handlers, over one engine and its models."""

    def __init__(self, engine: Engine, pool: ModelPool) -> None:
        self._engine, self._pool = engine, pool

    async def healthz(self, request: Request) -> Response:
        models = len(self._pool.residents())
        return JSONResponse({"status": "ok", "models": models, **self._engine.load()})

    async def models(self, request: Request) -> Response:
        """Checkpoints in memory; any other under the root is loaded when it is first asked."""
        data = [
            {
                "id": resident.found.name,
                "object": "model",
                "created": resident.loaded_at,
                "owned_by": "minimind",
                "stage": resident.loaded.stage,
                "context_length": resident.loaded.batch.max_length,
            }
            for resident in self._pool.residents()
        ]
        return JSONResponse({"object": "list", "data": data})

    async def chat(self, request: Request) -> Response:
        """Answers a conversation, whole or as server-sent events."""
        wanted = parse(await _body(request))
        alias = request.headers.get("x-model-alias", wanted.model)
        async with AsyncExitStack() as stack:
            completion = await self._begin(wanted, stack)
            reply = Reply(wanted, alias, completion)
            if wanted.stream:
                # From here on the response holds the model, until its last byte or its client
                # is gone.
                return EventStream(reply.events(), stack.pop_all().aclose)
            text = await _unless_gone(request, reply.text())
            return JSONResponse(reply.whole(text))

    async def _begin(self, wanted: ChatRequest, stack: AsyncExitStack) -> Completion:
        loaded = (await stack.enter_async_context(self._pool.lease(wanted.model))).loaded
        turns = [Turn(role=m.role, content=m.content) for m in wanted.messages]
        # In a thread: a text of megabytes takes seconds, and the other streams must go on.
        prompt = await asyncio.to_thread(loaded.prompt, turns)
        settings = Sampling(
            temperature=wanted.temperature,
            top_p=wanted.top_p,
            top_k=wanted.top_k,
            repetition_penalty=wanted.repetition_penalty,
            seed=wanted.seed,
            max_tokens=wanted.max_tokens,
        )
        completion = Completion(self._engine, loaded, prompt, settings, wanted.stop)
        stack.callback(completion.cancel)
        return completion


class Reply:
    """An answer in OpenAI's shapes."""

    def __init__(self, wanted: ChatRequest, model: str, completion: Completion) -> None:
        self._wanted, self._completion = wanted, completion
        self._head = {
            "id": f"chatcmpl-{uuid.uuid4().hex}",
            "created": int(time.time()),
            "model": model,
        }

    async def text(self) -> str:
        return "".join([delta async for delta in self._completion.deltas()])

    def whole(self, text: str) -> dict[str, Any]:
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "logprobs": None,
            "finish_reason": self._completion.finish_reason,
        }
        head = {**self._head, "object": "chat.completion"}
        return {**head, "choices": [choice], "usage": self._usage()}

    async def events(self) -> AsyncIterator[bytes]:
        """The ``data:`` lines: role, text, reason, perhaps usage, and ``[DONE]``."""
        yield self._chunk({"role": "assistant", "content": ""})
        try:
            async for delta in self._completion.deltas():
                yield self._chunk({"content": delta})
        except ApiError as error:  # too late for a status: OpenAI's clients know this form
            yield _event(error.body())
            return
        yield self._chunk({}, self._completion.finish_reason)
        if self._wanted.stream_options.include_usage:
            yield self._line([], self._usage())
        yield b"data: [DONE]\n\n"

    def _chunk(self, delta: dict[str, str], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return self._line([choice], None)

    def _line(self, choices: list[dict[str, Any]], usage: dict[str, int] | None) -> bytes:
        chunk = {**self._head, "object": "chat.completion.chunk", "choices": choices}
        if self._wanted.stream_options.include_usage:
            chunk["usage"] = usage
        return _event(chunk)

    def _usage(self) -> dict[str, int]:
        prompt, answer = self._completion.prompt_tokens, self._completion.tokens
        return {
            "prompt_tokens": prompt,
            "completion_tokens": answer,
            "total_tokens": prompt + answer,
        }


class EventStream(StreamingResponse):
    """Server-sent events; ``close`` is called however they end, by a client that leaves too."""

    def __init__(self, events: AsyncIterator[bytes], close: Callable[[], Awaitable[None]]) -> None:
        super().__init__(
            events,
            media_type="text/event-stream",
            headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
        )
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._close()


def _event(data: dict[str, Any]) -> bytes:
    return (
        b"data: " + json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
    )


async def _body(request: Request) -> bytes:
    """The request's body. Raises ApiError: too large, or not declared as JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":  # what a web page elsewhere cannot send without permission
        raise ApiError(
            415, "Send the body with Content-Type: application/json.", code="unsupported_media_type"
        )
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY_BYTES:
            limit = MAX_BODY_BYTES // 2**20
            raise ApiError(413, f"The body is larger than {limit} MiB.", code="body_too_large")
    return bytes(body)


async def _unless_gone(request: Request, work: Coroutine[Any, Any, _T]) -> _T:
    """The result of ``work``, which is given up when the client leaves."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    task, leaving = asyncio.ensure_future(work), asyncio.ensure_future(gone())
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ApiError(_CLIENT_GONE, "The client is gone.", code="client_gone")
        return task.result()
    finally:
        for pending in (task, leaving):
            pending.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await pending


async def _api_error(request: Request, error: ApiError) -> Response:
    return JSONResponse(error.body(), error.status, headers=error.headers())


async def _http_error(request: Request, error: HTTPException) -> Response:
    words = {404: "There is no such route.", 405: "The route does not take this method."}
    message = words.get(error.status_code, error.detail)
    code = {404: "route_not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
    body = ApiError(error.status_code, message, code=code).body()
    return JSONResponse(body, error.status_code, headers=error.headers)


async def _unexpected(request: Request, error: Exception) -> Response:
    body = ApiError(500, "The engine met an unexpected error; its log has it.", code="internal")
    return JSONResponse(body.body(), 500)
