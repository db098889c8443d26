"""Reads server-sent events as a browser does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Block:
    """One dispatched event; ``id`` is the last one seen, also in an earlier block."""

    event: str
    id: str
    data: Any


def parse(lines: Iterator[str]) -> Iterator[Block | str]:
    """Yields blocks, and as a plain string each id that came without data."""
    event, data, ident = "message", "", ""
    for line in lines:
        if not line:
            if data:
                yield Block(event, ident, json.loads(data))
            elif ident:
                yield ident
            event, data = "message", ""
        elif line.startswith("id: "):
            ident = line[4:]
        elif line.startswith("event: "):
            event = line[7:]
        elif line.startswith("data: "):
            data += line[6:]


@contextmanager
def listening(
    server: str, headers: dict[str, str], after: int | None = None, last_id: str | None = None
) -> Iterator[Iterator[Block | str]]:
    """An open stream; its first item is the position from which it starts."""
    if last_id is not None:
        headers = {**headers, "Last-Event-ID": last_id}
    params = {} if after is None else {"after": after}
    with httpx.stream(
        "GET", f"{server}/api/events", headers=headers, params=params, timeout=20
    ) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield parse(answer.iter_lines())


def take(blocks: Iterator[Block | str], enough: Callable[[list[Block]], bool]) -> list[Block]:
    """Blocks until they are enough."""
    taken: list[Block] = []
    while not enough(taken):
        block = next(blocks)
        if isinstance(block, Block):
            taken.append(block)
    return taken


def points(blocks: list[Block]) -> list[int]:
    """The steps of all training points, as they came."""
    return [
        point["step"]
        for block in blocks
        if block.event == "metrics"
        for point in block.data["training"]
    ]
