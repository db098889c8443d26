"""The event stream: one reader of the database a process, any number of listeners.

``_Reader`` follows the table of events while somebody listens, and hands each new batch, encoded
once, to every client's queue. A client joins at the reader's position and then catches up from the
database to exactly there, while what is new waits in its queue (no ``await`` between reading the
position and joining), so the boundary between replay and live is exact.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import anyio
import anyio.to_thread
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backend.api import frames
from backend.api.principal import Principal
from backend.api.task_frames import TaskFrames
from backend.core import events
from backend.core.db import Database

log = logging.getLogger(__name__)
T = TypeVar("T")

RETRY = b"retry: 1000\n\n"  # milliseconds until a browser reconnects
KEEP_ALIVE = b": keep-alive\n\n"
# The server keeps a copy of what a client's connection has not taken yet: of this much, no more.
PIECE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Pace:
    """Seconds and sizes; tests make them small."""

    poll: float = 0.3
    rest: float = 0.35  # at least so long between two looks, however many hints come
    keep_alive: float = 15.0
    recheck: float = 60.0
    page: int = 500  # events
    queue: int = 64  # batches a client may lag behind
    queue_bytes: int = 4 * 2**20  # and bytes, which all clients that lag share


@dataclass(eq=False)
class _Client:
    principal: Principal
    pace: Pace
    queue: deque[bytes] = field(default_factory=deque)
    queued: int = 0  # bytes
    news: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False

    def offer(self, payload: bytes) -> None:
        full = len(self.queue) >= self.pace.queue or self.queued >= self.pace.queue_bytes
        if full:
            self.end()  # too slow: it reconnects and is served from the database
        elif not self.ended:  # after a gap, later events must not follow
            self.queue.append(payload)
            self.queued += len(payload)
            self.news.set()

    def take(self) -> bytes:
        payload = self.queue.popleft()
        self.queued -= len(payload)
        return payload

    def end(self) -> None:
        self.ended = True
        self.queue.clear()
        self.queued = 0
        self.news.set()


class EventStream:
    """Sends what happens to everybody who listens.

    Args:
        wait: blocks for at most so many seconds, returns early when something may have happened.
        signed_in: whether a principal's credential is still good; may raise a database error.
    """

    def __init__(
        self,
        database: Database,
        *,
        wait: Callable[[float], object] = time.sleep,
        signed_in: Callable[[Principal], bool] = lambda principal: True,
        pace: Pace | None = None,
    ) -> None:
        self._database = database
        self._wait = wait
        self._signed_in = signed_in
        self._pace = pace or Pace()
        # Threads of its own: slow requests must not hold up the stream.
        self._threads = anyio.CapacityLimiter(8)
        self._listeners = 0
        self._clients: set[_Client] = set()
        self._tasks = TaskFrames(database)
        self._position: int | None = None  # the reader has handed out everything up to here
        self._moved = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def subscribe(
        self, principal: Principal, after: int | None
    ) -> AsyncGenerator[bytes, None]:
        """Yields bytes until the sign-in ends, the client lags too far behind, or ``close``.

        ``after`` None or beyond the newest event: from now on.
        """
        client = _Client(principal, self._pace)
        self._listeners += 1
        self._ensure_reader()
        try:
            yield RETRY
            sent = await self._place(after)
            # A client that is cut off before its first event must come back to this place.
            yield frames.position(sent)
            while not self._closed and (self._position is None or sent > self._position):
                self._ensure_reader()
                if not await self._reader_moves():
                    yield KEEP_ALIVE
            # It joins here and reads up to here: what follows waits in its queue meanwhile. To
            # read until it meets the reader might take for ever, for the reader moves on.
            here = self._position
            self._clients.add(client)
            if current := self._tasks.current:
                client.offer(current)
            while here is not None and sent < here and not (client.ended or self._closed):
                payload, sent = await self._patiently(self._read, sent, here)
                for piece in _pieces(payload):
                    yield piece
            while not (client.ended or self._closed):
                await client.news.wait()
                client.news.clear()
                # The batches themselves, not a copy: clients that keep up share the same bytes.
                while client.queue:
                    for piece in _pieces(client.take()):
                        yield piece
        finally:
            self._clients.discard(client)
            self._listeners -= 1

    async def _place(self, after: int | None) -> int:
        """The event up to which a client has everything."""
        if after is None and self._position is not None:
            return self._position  # the reader is about to hand out what follows
        newest = await self._patiently(self._newest)
        return newest if after is None else max(0, min(after, newest))

    @property
    def listeners(self) -> int:
        """How many clients are connected."""
        return self._listeners

    @property
    def reading(self) -> bool:
        """Whether the database is being followed, which it is while anybody listens."""
        return self._task is not None

    def close_soon(self) -> None:
        """``close`` for signal handlers and other threads."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.close)

    def close(self) -> None:
        """Ends every stream; call it in the event loop."""
        self._closed = True
        self._moved.set()
        for client in list(self._clients):
            client.end()
        if self._task is not None:
            self._task.cancel()

    def _ensure_reader(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self._task is None and not self._closed:
            self._task = asyncio.create_task(self._follow(), name="event stream")

    async def _reader_moves(self) -> bool:
        """Waits until the reader's position changes; False when that takes long."""
        try:
            await asyncio.wait_for(self._moved.wait(), self._pace.keep_alive)
        except TimeoutError:
            return False
        return True

    async def _follow(self) -> None:
        """Reads on while anybody listens, whatever becomes of the database."""
        checked = kept = time.monotonic()
        try:
            while self._listeners:
                await self._advance()
                if news := await self._patiently(self._tasks.look):
                    self._hand_out(news)
                moment = time.monotonic()
                if moment - kept >= self._pace.keep_alive:
                    self._hand_out(KEEP_ALIVE)
                    kept = moment
                if moment - checked >= self._pace.recheck:
                    await self._sign_out_expired()
                    checked = moment
                await asyncio.sleep(self._pace.rest)
                await self._in_thread(self._wait, self._pace.poll)
        except Exception:
            log.exception("the event stream broke; its listeners come back")
            for client in list(self._clients):
                client.end()
        finally:
            self._position = None
            self._tasks.forget()
            self._task = None

    async def _advance(self) -> None:
        """Hands out everything that is new."""
        if self._position is None:
            self._move_to(await self._patiently(self._newest))
            return
        full = True
        while full:
            start = self._position
            payload, last = await self._patiently(self._read, start, None)
            full = last - start >= self._pace.page
            if last > start:
                self._hand_out(payload)
                self._move_to(last)

    def _hand_out(self, payload: bytes) -> None:
        for client in list(self._clients):
            client.offer(payload)

    def _move_to(self, position: int) -> None:
        self._position = position
        self._moved.set()
        self._moved = asyncio.Event()

    async def _sign_out_expired(self) -> None:
        answers: dict[Principal, bool] = {}
        for client in list(self._clients):
            who = client.principal
            if who not in answers:
                try:
                    answers[who] = await self._in_thread(self._signed_in, who)
                except (DBAPIError, PoolTimeout):
                    return  # cannot be told just now
            if not answers[who]:
                client.end()

    async def _patiently(self, function: Callable[..., T], *args: object) -> T:
        """Calls ``function`` in a thread until the database answers."""
        failures = 0
        while True:
            try:
                return await self._in_thread(function, *args)
            except (DBAPIError, PoolTimeout) as error:
                if failures == 0:
                    log.warning("the event stream waits for the database: %s", error)
                failures += 1
                await asyncio.sleep(min(5.0, self._pace.poll * 2**failures))

    async def _in_thread(self, function: Callable[..., T], *args: object) -> T:
        return await anyio.to_thread.run_sync(
            lambda: function(*args), limiter=self._threads, abandon_on_cancel=True
        )

    def _newest(self) -> int:
        with self._database.session() as session:
            return events.last_id(session)

    def _read(self, after: int, upto: int | None) -> tuple[bytes, int]:
        """One page: its blocks, and the position after it.

        ``upto``: not beyond it. A client that caught up from the database past the reader would
        have to wait for it, and under a steady flow might never meet it.
        """
        with self._database.session() as session:
            page = events.read_after(session, after, self._pace.page)
            complete = len(page) < self._pace.page
            if upto is not None and page and page[-1].id >= upto:
                page = [event for event in page if event.id <= upto]
                complete = True
            payload = frames.encode(session, page) if page else b""
        last = page[-1].id if page else after
        return payload, max(last, upto) if complete and upto is not None else last


def _pieces(payload: bytes) -> Iterator[bytes]:
    """The payload in small parts; a small one itself, for all clients share the same bytes."""
    if len(payload) <= PIECE_BYTES:
        if payload:
            yield payload
        return
    for start in range(0, len(payload), PIECE_BYTES):
        yield payload[start : start + PIECE_BYTES]
