"""A small studio to test in: one call for each thing that a test needs to be there."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from backend.core import control, datasets, db, ingest, jobs, queue
from backend.core.jobspec import JobSpec
from backend.core.models import Attempt, Dataset, Job, Lease, Node
from backend.core.settings import Settings
from minimind.spec.events import (
    CheckpointSaved,
    Finished,
    FinishReason,
    Metric,
    Started,
    Validation,
)

ROWS: dict[str, Any] = {
    "text": {"text": "Some words {}."},
    "conversations": {
        "conversations": [
            {"role": "user", "content": "Hi {}"},
            {"role": "assistant", "content": "Hello!"},
        ]
    },
    "preferences": {
        side: [
            {"role": "user", "content": "Hi {}"},
            {"role": "assistant", "content": side},
        ]
        for side in ("chosen", "rejected")
    },
}
_KINDS = {"pretrain": "text", "dpo": "preferences"}


@dataclass
class Studio:
    """Database, settings and shorthands; each method is a transaction of its own."""

    database: db.Database
    settings: Settings
    _count: Iterator[int] = field(default_factory=itertools.count)

    def node(self, name: str = "box-a", gpus: int = 0) -> Node:
        inventory = [
            {"index": i, "uuid": f"GPU-{name}-{i}", "name": "H200", "memory_bytes": 10**11}
            for i in range(gpus)
        ]
        with self.database.transaction() as session:
            return session.merge(Node(name=name, gpus=inventory, cpus=2))

    def dataset(self, kind: str = "text", name: str = "words") -> Dataset:
        """A fresh one at each call."""
        line = json.dumps(ROWS[kind]).replace("{}", str(next(self._count))).encode() + b"\n"
        with (
            datasets.receive(self.settings, [line], kind) as upload,
            self.database.transaction() as session,
        ):
            return datasets.store(session, self.settings, upload, name=name)[0]

    def submit(self, *, key: str | None = None, **spec: Any) -> Job:
        """A nano pretrain job (SFT if it names a parent), unless ``spec`` says otherwise."""
        stage = spec.setdefault("stage", "sft" if "parent" in spec else "pretrain")
        spec.setdefault("model", "nano")
        if "dataset" not in spec:
            spec["dataset"] = self.dataset(_KINDS.get(stage, "conversations")).id
        with self.database.transaction() as session:
            return jobs.submit(session, JobSpec.parse(spec), idempotency_key=key)[0]

    def claim(self, node: str = "box-a") -> queue.Claim | None:
        with self.database.transaction() as session:
            return queue.claim(session, session.get_one(Node, node))

    def claimed(self, node: str = "box-a") -> queue.Claim:
        claim = self.claim(node)
        assert claim is not None
        return claim

    def ingest(self, job: Job, attempt: int, *events: Any, offset: int | None = None) -> Job:
        """Takes ``events`` as if each line were one byte long, from ``offset`` (default: next)."""
        with self.database.transaction() as session:
            start = offset
            if start is None:
                start = session.get_one(Attempt, (job.id, attempt)).events_offset
            lines = [(start + i, event) for i, event in enumerate(events)]
            return ingest.ingest(session, job.id, attempt, lines, start + len(events))

    def finish(self, job: Job, attempt: int, ending: FinishReason | jobs.Failure) -> Job:
        event = self.finished(ending) if isinstance(ending, str) else ending
        with self.database.transaction() as session:
            stored = jobs.get(session, job.id)
            jobs.finish(session, stored, attempt, event)
            return stored

    def stop(self, job: Job, *, force: bool = False) -> Job:
        with self.database.transaction() as session:
            stored = jobs.get(session, job.id)
            control.stop(session, stored, force=force)
            return stored

    def requeue(self, job: Job, attempt: int, reason: str = "The node restarted.") -> Job:
        with self.database.transaction() as session:
            stored = jobs.get(session, job.id)
            jobs.requeue(session, stored, attempt, reason)
            return stored

    def job(self, job: Job) -> Job:
        """As it is stored now."""
        with self.database.session() as session:
            return jobs.get(session, job.id)

    def leases(self) -> list[tuple[str, str, str]]:
        """(node, resource, job id), sorted."""
        with self.database.session() as session:
            rows = session.query(Lease).all()
        return sorted((row.node, row.resource, row.job_id) for row in rows)

    def trained(self, node: str = "box-a", **spec: Any) -> Job:
        """A job that is done, with a final checkpoint at step 10."""
        job = self.submit(**spec)
        number = self.claimed(node).attempt.number
        self.ingest(job, number, self.started(), self.metric(10), self.checkpoint(10, final=True))
        return self.finish(job, number, "done")

    @staticmethod
    def started(start_step: int = 0, **changes: Any) -> Started:
        values: dict[str, Any] = {
            "time": time.time(), "start_step": start_step, "total_steps": 10, "world_size": 1,
            "device": "cpu", "precision": "float32", "parameters": 1_500_000, "train_rows": 95,
            "validation_rows": 5, "train_tokens": 9_500, "validation_tokens": 500,
            "unigram_entropy": 6.5,
        }  # fmt: skip
        return Started(**(values | changes))

    @staticmethod
    def metric(step: int, loss: float | None = 3.0, **changes: Any) -> Metric:
        values: dict[str, Any] = {
            "time": time.time(), "step": step, "epoch": step / 10, "loss": loss,
            "learning_rate": 5e-4, "grad_norm": 1.0, "tokens_per_s": 1000.0, "tokens": 512 * step,
            "seconds": 0.5 * step, "eta_s": 0.5 * (10 - step),
        }  # fmt: skip
        return Metric(**(values | changes))

    @staticmethod
    def validation(step: int, loss: float | None = 3.1) -> Validation:
        return Validation(time=time.time(), step=step, loss=loss, tokens=500)

    @staticmethod
    def checkpoint(step: int, final: bool = False, **changes: Any) -> CheckpointSaved:
        values: dict[str, Any] = {
            "time": time.time(), "step": step, "name": f"step-{step}", "bytes": 6_000_000,
            "sha256": f"{step:064x}", "validation_loss": 3.1, "final": final,
        }  # fmt: skip
        return CheckpointSaved(**(values | changes))

    @staticmethod
    def finished(reason: FinishReason = "done", **changes: Any) -> Finished:
        return Finished(**({"time": time.time(), "reason": reason, "step": 10} | changes))


@pytest.fixture
def studio(database: db.Database, settings: Settings) -> Studio:
    """On SQLite and on PostgreSQL in turn, with one CPU node ``box-a``."""
    made = Studio(database, settings)
    made.node()
    return made


@pytest.fixture
def sqlite_studio(sqlite_database: db.Database, settings: Settings) -> Studio:
    """On SQLite only, for what has nothing to do with the kind of database."""
    made = Studio(sqlite_database, settings)
    made.node()
    return made
