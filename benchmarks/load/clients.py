"""Pages that listen to the event stream: many that only read, some that look at each point."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

from benchmarks.load.studio import Gate, Studio

_LOOKING = 5  # of the clients parse what they read; parsing in all would measure this process
_APART_S = 0.05  # reads less apart than this are parts of one frame


@dataclass
class Heard:
    """What one client got."""

    frames: int = 0
    bytes: int = 0
    broken: int = 0  # connections that ended before they should
    ages: list[float] = field(default_factory=list)  # seconds from a trainer's append to here


@dataclass(frozen=True)
class Audience:
    """So many clients, and so many that take nothing, for so long."""

    count: int
    slow: int
    seconds: float


def listen(studio: Studio, audience: Audience, gate: Gate, answer: Connection) -> None:
    """Runs all clients, then tells what each heard."""
    until = gate.wait() + audience.seconds
    answer.send(asyncio.run(_listen(studio, audience.count, audience.slow, until)))


async def _listen(studio: Studio, count: int, slow: int, until: float) -> list[Heard]:
    heard = [Heard() for _ in range(count)]
    tasks = [
        asyncio.create_task(_client(studio, own, until, looking=place < _LOOKING))
        for place, own in enumerate(heard)
    ]
    stuck = [await _open(studio, "0", limit=4096) for _ in range(slow)]
    await asyncio.gather(*tasks)
    for _, writer in stuck:
        writer.close()
    return heard


async def _client(studio: Studio, heard: Heard, until: float, *, looking: bool) -> None:
    position = ""
    while time.time() < until:
        reader, writer = await _open(studio, position)
        rest, last = b"", 0.0
        try:
            while (left := until - time.time()) > 0:
                data = await asyncio.wait_for(reader.read(2**18), left)
                if not data:
                    heard.broken += 1
                    break
                moment = time.time()
                heard.bytes += len(data)
                heard.frames += moment - last > _APART_S
                last = moment
                if looking:
                    blocks = (rest + data).split(b"\n\n")
                    rest = blocks.pop()
                    position = _look(blocks, heard, moment) or position
        except TimeoutError:
            pass
        except OSError:
            heard.broken += 1
        writer.close()


async def _open(
    studio: Studio, position: str, limit: int = 2**18
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    address = urlsplit(studio.address)
    reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=limit)
    # HTTP/1.0: the answer comes as it is, not in chunks.
    head = f"GET /api/events HTTP/1.0\r\nHost: localhost\r\nLast-Event-ID: {position}\r\n"
    writer.write(f"{head}Authorization: {studio.headers['Authorization']}\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


def _look(blocks: list[bytes], heard: Heard, moment: float) -> str | None:
    position = None
    for block in blocks:
        for line in block.split(b"\n"):
            if line.startswith(b"id: "):
                position = line[4:].decode()
            elif line.startswith(b"data: ") and b'"training"' in line[:120]:
                points = json.loads(line[6:])["training"]
                heard.ages += [moment - point["seconds"] for point in points]
    return position
