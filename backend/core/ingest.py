"""``ingest``: takes a batch of a trainer's event lines into the database, exactly once."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import curves, status
from backend.core.db import append_at_commit
from backend.core.events import METRICS
from backend.core.ids import new_id, now
from backend.core.models import Attempt, Checkpoint, Event, Job
from backend.core.queue import LEASE_SECONDS
from minimind.spec.events import (
    CheckpointSaved,
    Finished,
    Metric,
    Progress,
    RunEvent,
    Started,
    Validation,
)

# Of one event, so that what a stream sends for it stays small.
MAX_POINTS: Final = 500

_BASELINE = {
    "train_tokens", "validation_tokens", "parameters", "trained_parameters", "device", "strategy",
    "truncated_rows", "dropped_rows", "changes",
}  # fmt: skip


def ingest(
    session: Session,
    job_id: str,
    attempt: int,
    lines: Sequence[tuple[int, RunEvent]],
    offset: int,
) -> Job:
    """Stores a batch of event lines and renews the attempt's lease; returns the job.

    Everything happens in the caller's one transaction, so a batch counts wholly or not at all.
    An empty batch only renews the lease.

    Args:
        lines: (byte at which the line starts, the event), in the file's order. Lines before the
            stored offset were taken already and are passed over.
        offset: byte at which the next line starts.

    Raises:
        StaleAttempt: the attempt is not under way any more.
    """
    job = session.get_one(Job, job_id)
    status.lock(session, job)
    status.fence(job, attempt)
    row = session.get_one(Attempt, (job_id, attempt), populate_existing=True)
    fresh = (event for start, event in lines if start >= row.events_offset)
    for points, run in groupby(fresh, key=lambda event: isinstance(event, Metric | Validation)):
        if points:
            _take_points(session, job, row, run)
        else:
            for event in run:
                _take(session, job, row, event)
    row.events_offset = max(row.events_offset, offset)
    row.lease_until = now() + timedelta(seconds=LEASE_SECONDS)
    return job


def _take_points(session: Session, job: Job, attempt: Attempt, run: Iterable[RunEvent]) -> None:
    """Stores neighbouring points in the curve, and events that say which ones they are."""
    points: dict[curves.Kind, list[Any]] = {"metric": [], "validation": []}
    for event in run:
        if isinstance(event, Metric | Validation):
            points[event.type].append(event)
    progress = dict(job.progress or {})
    if points["metric"]:
        last = points["metric"][-1]
        fields = ("step", "loss", "learning_rate", "tokens_per_s", "seconds", "eta_s")
        progress |= {name: _finite(getattr(last, name)) for name in fields} | {"at": last.time}
    if points["validation"]:
        progress["validation_loss"] = _finite(points["validation"][-1].loss)
    job.progress = progress
    told: list[dict[str, list[int]]] = []
    for kind, some in points.items():
        if not some:
            continue
        table = curves.columns_of(kind, some)
        first = curves.append(session, job.id, attempt.number, kind, table)
        for place, start in enumerate(range(0, len(some), MAX_POINTS)):
            if place == len(told):
                told.append({})
            told[place][kind] = [first + start, first + min(start + MAX_POINTS, len(some))]
    for data in told:
        append_at_commit(
            session,
            Event(
                job_id=job.id,
                attempt=attempt.number,
                kind=METRICS,
                step=max(event.step for some in points.values() for event in some[-1:]),
                data=data,
                created_at=now(),
            ),
        )


def _take(session: Session, job: Job, attempt: Attempt, event: RunEvent) -> None:
    progress = dict(job.progress or {})
    match event:
        case Progress():
            progress |= {"activity": event.activity, "done": event.done, "total": event.total}
        case Started():
            _start(session, job, attempt, event)
            progress |= {"step": event.start_step, "total_steps": event.total_steps}
            progress |= {"activity": "train", "done": None, "total": None}
        case CheckpointSaved():
            _store_checkpoint(session, job, attempt, event)
        case Finished():
            progress |= {"activity": None, "eta_s": 0.0 if event.reason == "done" else None}
            if event.validation_loss is not None:
                progress["validation_loss"] = _finite(event.validation_loss)
    job.progress = progress
    _append(session, job, attempt, event)


def _start(session: Session, job: Job, attempt: Attempt, event: Started) -> None:
    attempt.start_step = event.start_step
    job.baseline = event.model_dump(include=_BASELINE) | {
        "unigram_entropy": _finite(event.unigram_entropy)
    }
    if job.status == status.STARTING:
        status.transition(session, job, status.RUNNING, attempt=attempt.number)


def _store_checkpoint(session: Session, job: Job, attempt: Attempt, event: CheckpointSaved) -> None:
    query = select(Checkpoint).where(Checkpoint.job_id == job.id, Checkpoint.name == event.name)
    checkpoint = session.scalar(query)
    if checkpoint is None:
        checkpoint = Checkpoint(id=new_id("ckpt"), job_id=job.id, name=event.name)
        session.add(checkpoint)
    # A resumed attempt may write the same step again, under the same name.
    checkpoint.attempt = attempt.number
    checkpoint.step = event.step
    checkpoint.stage = job.stage
    checkpoint.model = job.model
    checkpoint.bytes = event.bytes
    checkpoint.sha256 = event.sha256
    checkpoint.tokenizer_sha256 = event.tokenizer_sha256
    checkpoint.validation_loss = _finite(event.validation_loss)
    checkpoint.final = event.final
    checkpoint.created_at = datetime.fromtimestamp(event.time, UTC)
    checkpoint.removed_at = None
    session.flush()
    if event.removed:
        session.execute(
            update(Checkpoint)
            .where(Checkpoint.job_id == job.id, Checkpoint.name.in_(event.removed))
            .values(removed_at=now())
        )


def _append(session: Session, job: Job, attempt: Attempt, event: RunEvent) -> None:
    data: dict[str, Any] = json.loads(event.to_line())  # null where a number is not finite
    kind = data.pop("type")
    append_at_commit(
        session,
        Event(
            job_id=job.id,
            attempt=attempt.number,
            kind=kind,
            step=getattr(event, "step", None),
            data=data,
            created_at=datetime.fromtimestamp(event.time, UTC),
        ),
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
