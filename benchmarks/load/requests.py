"""People who read and submit, so many requests a second, whether answers come or not."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

from benchmarks.load.connections import Connections
from benchmarks.load.seed import BIG
from benchmarks.load.studio import Gate, Studio

# Of a hundred requests. The big curve is one of a million points, asked for as 3,000.
MIX = {"list": 25, "detail": 25, "metrics": 20, "log": 10, "big curve": 10, "submit": 10}
_PATIENCE_S = 30.0


@dataclass(frozen=True)
class People:
    """What they look at, what they train on, and how often they ask (a second)."""

    job_ids: list[str]
    dataset: str
    rate: float
    seconds: float


def ask(studio: Studio, people: People, gate: Gate, answer: Connection) -> None:
    """Sends requests, then tells the seconds that each took, by kind."""
    until = gate.wait() + people.seconds
    answer.send(asyncio.run(_ask(studio, people, until)))


async def _ask(studio: Studio, people: People, until: float) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {kind: [] for kind in (*MIX, "error")}
    kinds = [kind for kind, share in MIX.items() for _ in range(share)]
    chance = random.Random(1)
    chance.shuffle(kinds)
    async with Connections(studio) as connections:

        async def one(kind: str, job_id: str, due: float) -> None:
            """The time counts from when the request was due: one that had to wait was slow."""
            done = await _send(connections, kind, job_id, people.dataset)
            taken[kind if done else "error"].append(time.time() - due)

        tasks, begin, number = [], time.time(), 0
        while time.time() < until:
            due = begin + number / people.rate
            await asyncio.sleep(max(0.0, due - time.time()))
            kind = kinds[number % len(kinds)]
            tasks.append(asyncio.create_task(one(kind, chance.choice(people.job_ids), due)))
            number += 1
        await asyncio.gather(*tasks)
    return taken


async def _send(connections: Connections, kind: str, job_id: str, dataset: str) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            if kind == "submit":
                spec = {"stage": "pretrain", "model": "nano", "dataset": dataset}
                status = await connections.ask("POST", "/api/jobs", json.dumps(spec).encode())
            else:
                status = await connections.ask("GET", address(kind, job_id))
    except (OSError, EOFError, TimeoutError):
        return False
    return 200 <= status < 300


def address(kind: str, job_id: str) -> str:
    """What is read."""
    return {
        "list": "/api/jobs",
        "detail": f"/api/jobs/{job_id}",
        "metrics": f"/api/jobs/{job_id}/metrics",
        "log": f"/api/jobs/{job_id}/log",
        "big curve": f"/api/jobs/{BIG}/metrics?points=3000",
    }[kind]
