"""What tests of the API stand on: a studio's tables, event lines, a real server."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from backend.api.stream import Pace
from backend.core import auth, datasets, events, ingest, jobs, queue
from backend.core.db import Database
from backend.core.ids import now
from backend.core.models import Dataset, Job, Node
from backend.core.settings import Settings
from minimind.spec.events import (
    CheckpointSaved,
    Finished,
    Metric,
    RunEvent,
    Sample,
    Started,
    Validation,
)

BASE = "http://localhost"
TEXT_ROWS = b'{"text": "one two three"}\n{"text": "four five six"}\n'
CHAT_ROWS = (
    b'{"conversations": [{"role": "user", "content": "Hi"},'
    b' {"role": "assistant", "content": "Hello!"}]}\n'
)
PAIR_ROWS = (
    b'{"chosen": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}],'
    b' "rejected": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "No."}]}\n'
)

# Quick enough that a test of the stream waits for nothing.
QUICK = Pace(poll=0.02, rest=0.0, keep_alive=0.2, recheck=0.2, page=500, queue=64)


def wait_until(condition: Callable[[], bool]) -> None:
    """Returns once ``condition`` holds."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


@dataclass
class Studio:
    """The tables, and short words for what workers do to them."""

    settings: Settings
    database: Database
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def login_token(self) -> str:
        with self.database.transaction() as session:
            return auth.issue_login(session)

    def add_node(self, name: str = "box-a", gpus: int = 0) -> None:
        cards = [
            {"index": i, "uuid": f"GPU-{i}", "name": "Card", "memory_bytes": 2**34}
            for i in range(gpus)
        ]
        with self.database.transaction() as session:
            session.add(Node(name=name, gpus=cards, cpus=2, heartbeat_at=now()))

    def add_dataset(self, rows: bytes = TEXT_ROWS, name: str = "words") -> Dataset:
        with (
            datasets.receive(self.settings, [rows]) as upload,
            self.database.transaction() as session,
        ):
            return datasets.store(session, self.settings, upload, name=name)[0]

    def add_job(self, **fields: Any) -> Job:
        spec = {"stage": "pretrain", "model": "nano", "dataset": self.add_dataset().id, **fields}
        with self.database.transaction() as session:
            return jobs.submit(session, jobs.JobSpec.parse(spec))[0]

    def claim(self) -> tuple[str, int]:
        """The next job, as the worker of box-a takes it: its id and attempt."""
        with self.database.transaction() as session:
            claim = queue.claim(session, session.get_one(Node, "box-a"))
            assert claim is not None
            return claim.job.id, claim.attempt.number

    def report(self, job_id: str, attempt: int, *lines: RunEvent) -> None:
        """What the trainer wrote, taken in as the supervisor does."""
        with self.database.transaction() as session:
            offset = int(time.monotonic() * 1e6)  # only needs to grow
            ingest.ingest(session, job_id, attempt, [(offset, event) for event in lines], offset)

    def last_id(self) -> int:
        """Id of the newest event."""
        with self.database.session() as session:
            return events.last_id(session)

    def finish(self, job_id: str, attempt: int) -> None:
        with self.database.transaction() as session:
            ending = Finished(time=1.0, reason="done", step=3)
            jobs.finish(session, jobs.get(session, job_id), attempt, ending)


def started(total_steps: int = 100) -> Started:
    return Started(
        time=1.0,
        start_step=0,
        total_steps=total_steps,
        world_size=1,
        device="cpu",
        precision="float32",
        parameters=1_500_000,
        train_rows=2,
        validation_rows=0,
        train_tokens=10,
        validation_tokens=5,
        unigram_entropy=6.5,
    )


def metric(step: int, loss: float | None = 5.0) -> Metric:
    return Metric(
        time=1.0,
        step=step,
        epoch=0.1,
        loss=loss,
        learning_rate=1e-3,
        grad_norm=1.0,
        tokens_per_s=1000.0,
        tokens=step * 100,
        seconds=step * 0.5,
        eta_s=10.0,
    )


def validation(step: int, loss: float | None = 5.5) -> Validation:
    return Validation(time=1.0, step=step, loss=loss, tokens=5)


def sample(step: int) -> Sample:
    return Sample(time=1.0, step=step, prompt="Who?", text=f"Me, after {step}.", tokens=3)


def checkpoint(step: int, *, final: bool = False, removed: tuple[str, ...] = ()) -> CheckpointSaved:
    return CheckpointSaved(
        time=float(1_700_000_000 + step),
        step=step,
        name=f"step-{step}",
        bytes=1000,
        sha256="0" * 64,
        validation_loss=5.5,
        final=final,
        removed=list(removed),
    )


class Server:
    """Runs an ASGI app in uvicorn, in a thread, on a free port or a unix socket."""

    def __init__(self, app: Any, uds: Path | None = None) -> None:
        self.config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=0,
            uds=str(uds) if uds else None,
            http="h11",
            ws="none",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self.server = uvicorn.Server(self.config)
        self.thread = threading.Thread(target=self.server.run)

    def __enter__(self) -> str:
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the server did not start"
            time.sleep(0.005)
        listening = self.server.servers[0].sockets[0]
        if listening.family == socket.AF_UNIX:
            return f"unix://{listening.getsockname()}"
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=20)
        assert not self.thread.is_alive()
