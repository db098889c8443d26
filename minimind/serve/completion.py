"""One answer in the making: from the engine's tokens to text, across threads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Literal

from minimind.engine import End, Engine, EngineBusy, EngineClosed, Sampling, Token
from minimind.serve.errors import ApiError, bad_request, unavailable
from minimind.serve.loaded import Loaded
from minimind.serve.text import Detokenizer, StopFilter


class Completion:
    """An answer to one prompt. Raises ApiError when it cannot be queued.

    Attributes:
        prompt_tokens: length of the prompt.
        tokens: drawn so far, in the end all that were drawn.
        finish_reason: why the answer ended, once ``deltas`` is exhausted.
    """

    def __init__(
        self,
        engine: Engine,
        loaded: Loaded,
        prompt: Sequence[int],
        settings: Sampling,
        stops: Sequence[str] = (),
    ) -> None:
        self.prompt_tokens = len(prompt)
        self.tokens = 0
        self.finish_reason: Literal["stop", "length"] | None = None
        self._text = Detokenizer(loaded.bytes_of)
        self._stops = StopFilter(stops)
        self._events: asyncio.Queue[Token | End] = asyncio.Queue()
        self._check_length(loaded)
        loop = asyncio.get_running_loop()

        def tell(event: Token | End) -> None:  # on the engine's thread
            loop.call_soon_threadsafe(self._events.put_nowait, event)

        try:
            self._generation = engine.submit(loaded.batch, prompt, settings, tell)
        except EngineBusy as error:
            raise ApiError(
                429,
                "Too many requests are waiting for an answer: try again in a moment.",
                code="queue_full",
                retry_after=1,
            ) from error
        except EngineClosed as error:
            raise unavailable() from error

    def cancel(self) -> None:
        """Stops the engine's work on it before the next token."""
        self._generation.cancel()

    async def deltas(self) -> AsyncIterator[str]:
        """The answer's text as it comes, in whole characters, cut before a stop string.

        Raises ApiError when the engine fails or shuts down in the middle.
        """
        while self.finish_reason is None:
            events = [await self._events.get()]
            while not self._events.empty():  # whatever else has come meanwhile goes along
                events.append(self._events.get_nowait())
            if text := self._take(events):
                yield text

    def _take(self, events: Sequence[Token | End]) -> str:
        text = ""
        for event in events:
            if isinstance(event, End):
                self._end(event)
                return text + self._stops.flush()
            self.tokens += 1
            text += self._stops.push(self._text.push(event.id))
            if self._stops.hit:
                self.finish_reason = "stop"
                self.cancel()
                return text
        return text

    def _end(self, end: End) -> None:
        self.tokens = end.tokens
        if end.reason == "error":
            raise ApiError(500, end.message, code="engine_failed")
        if end.reason == "cancelled":
            raise unavailable()
        self.finish_reason = end.reason

    def _check_length(self, loaded: Loaded) -> None:
        most = loaded.batch.max_length - 1
        if self.prompt_tokens > most:
            raise bad_request(
                f"The conversation has {self.prompt_tokens} tokens, {self.prompt_tokens - most} "
                f"too many: a context of {most + 1} leaves room for {most} and an answer. "
                "Shorten it, or start a new one.",
                param="messages",
                code="context_length_exceeded",
            )
