"""The event stream's clients: how they come and go, lag behind, and share what is sent."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import text

from backend.api.app import create_app
from backend.api.principal import Credential, Principal
from backend.api.responses import EventStreamResponse
from backend.api.stream import EventStream, Pace
from backend.core import auth
from tests.backend.api.events import listening, points, take
from tests.backend.api.studio import (
    QUICK,
    Server,
    Studio,
    metric,
    wait_until,
)

ANYBODY = Principal(Credential("api", "mm_x"), "tests")


def raw_lines(server: str, headers: dict[str, str]) -> Iterator[str]:
    with httpx.stream("GET", f"{server}/api/events", headers=headers, timeout=20) as answer:
        yield from answer.iter_lines()


def test_silence_is_filled_and_the_retry_time_is_told(server: str, studio: Studio) -> None:
    lines = raw_lines(server, studio.bearer)
    assert next(lines) == "retry: 1000"
    assert next(line for line in lines if line.startswith(":")) == ": keep-alive"


def test_signing_out_ends_the_stream(server: str, studio: Studio) -> None:
    with studio.database.transaction() as session:
        token = auth.redeem_login(session, auth.issue_login(session))
    cookie = {"Cookie": f"minimind_session={token}"}
    lines = raw_lines(server, cookie)
    assert next(lines) == "retry: 1000"
    answer = httpx.delete(f"{server}/api/session", headers={**cookie, "Origin": server})
    assert answer.status_code == 204
    list(lines)  # ends by itself
    assert httpx.get(f"{server}/api/events", headers=cookie).status_code == 401


def test_the_stream_outlives_the_database_being_away(
    server: str, studio: Studio, run: tuple[str, int]
) -> None:
    with listening(server, studio.bearer) as blocks:
        next(blocks)
        studio.report(*run, metric(1))
        take(blocks, lambda t: points(t) == [1])
        with studio.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE events RENAME TO hidden"))
        # Refused now, and so surely tried meanwhile:
        assert httpx.get(f"{server}/api/jobs", headers=studio.bearer).status_code == 503
        with studio.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE hidden RENAME TO events"))
        studio.report(*run, metric(2))
        assert points(take(blocks, lambda t: len(points(t)) == 1)) == [2]


def test_a_client_that_does_not_read_is_dropped_and_served_again_later(
    studio: Studio, run: tuple[str, int]
) -> None:
    """Its queue is bounded; what it missed comes from the database."""

    async def scenario() -> None:
        stream = EventStream(
            studio.database, wait=lambda _: None, pace=Pace(poll=0, rest=0.001, queue=2)
        )
        slow = stream.subscribe(ANYBODY, None)
        other = stream.subscribe(ANYBODY, None)
        for client in (slow, other):
            for _ in range(2):
                await anext(client)
        waiting = asyncio.ensure_future(anext(slow))  # joined the live part; reads one batch
        seen = b""
        for step in range(1, 6):
            await asyncio.to_thread(studio.report, *run, metric(step))
            while f'"step":{step},"seconds"'.encode() not in seen:
                seen += await anext(other)
        first = await waiting
        ended = True
        async for _ in slow:
            ended = False  # a dropped client gets nothing more of its queue
        assert ended
        position = first.rsplit(b"id: ", 1)[1].split(b"\n")[0]
        back = stream.subscribe(ANYBODY, int(position))
        again = b""
        while b'"step":5,"seconds"' not in again:
            again += await anext(back)
        for step in range(1, 6):
            assert (first + again).count(f'"step":{step},"seconds"'.encode()) == 1
        stream.close()
        for client in (other, back):
            await client.aclose()

    asyncio.run(scenario())


def test_a_clients_queue_is_bounded_in_bytes(studio: Studio, run: tuple[str, int]) -> None:
    async def scenario() -> None:
        pace = Pace(poll=0, rest=0.001, queue=10_000, queue_bytes=20_000)
        stream = EventStream(studio.database, wait=lambda _: None, pace=pace)
        slow = stream.subscribe(ANYBODY, None)
        other = stream.subscribe(ANYBODY, None)
        for client in (slow, other):
            for _ in range(2):
                await anext(client)
        waiting = asyncio.ensure_future(anext(slow))  # takes one batch and no more
        given = 0
        for step in range(1, 60):
            await asyncio.to_thread(studio.report, *run, metric(step))
            seen = b""
            while f'"step":{step},"seconds"'.encode() not in seen:
                seen += await anext(other)
            given += len(seen)
        assert given > 4 * pace.queue_bytes
        await waiting
        async for _ in slow:
            raise AssertionError("a dropped client gets nothing more of its queue")
        stream.close()
        await other.aclose()

    asyncio.run(scenario())


def test_a_client_that_takes_nothing_is_let_go(
    studio: Studio, run: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection is full, so no word reaches it; what it missed is in the database."""
    monkeypatch.setattr(EventStreamResponse, "patience_s", 0.3)
    app = create_app(studio.settings, pace=QUICK)
    with Server(app) as server:
        address = urlsplit(server)
        assert address.hostname and address.port
        stream: EventStream = app.state.stream
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((address.hostname, address.port))
            head = "GET /api/events HTTP/1.1\r\nHost: localhost\r\n"
            connection.sendall(f"{head}Authorization: Bearer {studio.token}\r\n\r\n".encode())
            wait_until(lambda: stream.listeners == 1)
            steps = iter(range(1, 1_000_000))

            def let_go() -> bool:
                lines = [metric(next(steps)) for _ in range(400)]
                studio.report(*run, *lines)
                return stream.listeners == 0

            wait_until(let_go)


def test_a_client_that_left_is_forgotten_and_the_reader_rests(
    studio: Studio, run: tuple[str, int]
) -> None:
    app = create_app(studio.settings, pace=QUICK)
    with Server(app) as server:
        address = urlsplit(server)
        assert address.hostname and address.port
        stream: EventStream = app.state.stream
        for _ in range(3):
            with socket.create_connection((address.hostname, address.port)) as connection:
                head = "GET /api/events HTTP/1.1\r\nHost: localhost\r\n"
                connection.sendall(f"{head}Authorization: Bearer {studio.token}\r\n\r\n".encode())
                assert b"200 OK" in connection.recv(4096)
        deadline = time.monotonic() + 20
        while stream.listeners or stream.reading:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def test_events_are_encoded_once_for_everybody(studio: Studio, run: tuple[str, int]) -> None:
    """A thousand clients share the very same bytes."""

    async def scenario() -> None:
        stream = EventStream(studio.database, wait=lambda _: None, pace=Pace(poll=0, rest=0.001))
        clients = [stream.subscribe(ANYBODY, None) for _ in range(1000)]
        for client in clients:
            for _ in range(2):
                await anext(client)
        waiting = [asyncio.ensure_future(anext(client)) for client in clients]
        await asyncio.sleep(0)
        await asyncio.to_thread(studio.report, *run, metric(1))
        got = await asyncio.gather(*waiting)
        assert len({id(payload) for payload in got}) == 1
        stream.close()
        for client in clients:
            await client.aclose()

    asyncio.run(scenario())
