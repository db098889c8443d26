"""Two hundred pages that are open and do not read: nobody waits for them, and they miss nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from tests.backend.api.events import Block, listening, parse, take
from tests.faults.harness import Studio
from tests.faults.services import Services

pytestmark = pytest.mark.slow

READERS = 200
STEPS = 3000  # far more bytes of events than the kernel takes for one that does not read


@pytest.fixture
def services(studio: Studio) -> Iterator[Services]:
    services = Services(studio)
    yield services
    services.stop_all()


def test_two_hundred_readers_that_do_not_read_hold_up_nobody_and_miss_nothing(
    studio: Studio, services: Services
) -> None:
    services.start("api")
    # Held at once, so that no reader has missed anything yet.
    job_id = studio.submit(steps=STEPS, hold_at=1, behaviour={"step_s": 0})
    studio.tick()
    studio.wait_step(job_id, 1)
    with ExitStack() as stack:
        slow = [stack.enter_context(reader(services)) for _ in range(READERS)]
        for connection in slow:
            assert connection.recv(15).startswith(b"HTTP/1.1 200 OK")
        with listening(services.address, services.bearer) as blocks:
            next(blocks)
            studio.release(job_id)
            seen = take(blocks, lambda t: bool(t) and ends(t[-1], job_id))
        assert saved(seen) == list(range(10, STEPS + 1, 10))
        assert services.submit()  # and requests are answered
        for connection in slow[::50]:
            assert saved(read_on(services, connection, job_id)) == saved(seen)


def reader(services: Services) -> socket.socket:
    """Somebody who asks for the stream and has next to no room for it."""
    address = urlsplit(services.address)
    assert address.hostname and address.port
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    # Small packets: else the kernel takes a megabyte from the server for somebody who reads none.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    connection.connect((address.hostname, address.port))
    # HTTP/1.0: the bytes come as they are, not in chunks.
    head = "GET /api/events HTTP/1.0\r\nHost: localhost\r\n"
    connection.sendall(f"{head}Authorization: {services.bearer['Authorization']}\r\n\r\n".encode())
    return connection


def read_on(services: Services, connection: socket.socket, job_id: str) -> list[Block]:
    """All that one of them gets when it reads at last, and comes back where it was cut off."""
    taken: list[Block] = []
    position = ""
    for block in parse(lines(connection)):
        position = block.id if isinstance(block, Block) else block
        if isinstance(block, Block):
            taken.append(block)
            if ends(block, job_id):
                return taken
    with listening(services.address, services.bearer, last_id=position) as blocks:
        return taken + take(blocks, lambda t: bool(t) and ends(t[-1], job_id))


def lines(connection: socket.socket) -> Iterator[str]:
    """What the server sent, line by line, until it hung up; a torn line is none."""
    held = b""
    while piece := connection.recv(65536):
        *whole, held = (held + piece).split(b"\n")
        yield from (line.decode().rstrip("\r") for line in whole)


def ends(block: Block, job_id: str) -> bool:
    return block.event == "job" and block.data["id"] == job_id and block.data["status"] == "done"


def saved(blocks: list[Block]) -> list[int]:
    """The steps of all checkpoints told of: unlike points, these are never thinned."""
    return [block.data["step"] for block in blocks if block.event == "checkpoint"]
