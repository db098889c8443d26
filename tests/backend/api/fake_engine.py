"""A small real HTTP server that stands in for the chat engine."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route


class FakeEngine:
    """Answers each request with its last message's words, one a piece.

    The message ``wait`` is answered when ``go`` is set, ``slowly`` with one word and then ``go``,
    ``crash`` with one word and a broken connection, ``refuse`` with an error of the engine.
    """

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.go = threading.Event()
        self.left = threading.Event()  # set when a client went away before its answer ended
        self.app = Starlette(
            routes=[Route("/v1/chat/completions", self.chat, methods=["POST"])],
        )

    async def chat(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(body)
        self.headers.append(dict(request.headers))
        message = body["messages"][-1]["content"]
        model = request.headers["x-model-alias"]
        if message == "refuse":
            error = {"message": "too long", "type": "invalid_request_error", "param": "messages"}
            return JSONResponse({"error": error}, 400)
        if message == "wait" and not await self._go(request):
            return Response()
        if body.get("stream"):
            return StreamingResponse(
                self.words(request, message, model), media_type="text/event-stream"
            )
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": message},
            "finish_reason": "stop",
        }
        return JSONResponse(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": model,
                "choices": [choice],
            }
        )

    async def words(self, request: Request, message: str, model: str) -> AsyncIterator[bytes]:
        try:
            for number, word in enumerate(message.split()):
                if message.startswith("slowly") and number == 1:
                    await asyncio.to_thread(self.go.wait)
                if message.startswith("crash") and number == 1:
                    raise RuntimeError("the engine dies here")
                chunk = {
                    "id": "chatcmpl-1",
                    "object": "chat.completion.chunk",
                    "created": 1,
                    "model": model,
                    "choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}],
                }
                yield b"data: " + json.dumps(chunk).encode() + b"\n\n"
            yield b"data: [DONE]\n\n"
        except asyncio.CancelledError:
            self.left.set()
            raise

    async def _go(self, request: Request) -> bool:
        """Waits for ``go``; False when the client leaves first."""
        while not self.go.is_set():
            if await request.is_disconnected():
                self.left.set()
                return False
            await asyncio.sleep(0.005)
        return True
