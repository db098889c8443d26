"""Events of the database as blocks of the stream.

Each block stands for a run of neighbouring events, and its ``id:`` is that of the last of them.
So whoever was cut off after any block and names its id gets exactly what was not yet sent: no
event is left out and none comes twice. (Merging events that are not neighbours would make smaller
streams and break that.)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.api.schemas.jobs import JobInfo
from backend.api.stream_schemas import MetricsFrame, TrainingPoint, ValidationPoint
from backend.api.views import checkpoint_infos, job_infos, sample_info
from backend.core.models import Checkpoint, Event, Job

_CURVE_KINDS = {"metric", "validation"}


def block(event: str, ident: int, data: BaseModel) -> bytes:
    """One block of the stream."""
    return f"id: {ident}\nevent: {event}\ndata: {data.model_dump_json()}\n\n".encode()


def position(ident: int) -> bytes:
    """A block without data: moves the client's Last-Event-ID, which its page does not notice."""
    return f"id: {ident}\n\n".encode()


def encode(session: Session, events: Sequence[Event]) -> bytes:
    """The blocks of ``events``, which are in order.

    After the curve of a job grew, the job itself follows once, so that lists show its progress;
    that block repeats the last id and carries no news of its own.
    """
    jobs = _jobs(session, {event.job_id for event in events})
    blocks: list[bytes] = []
    unsaid: dict[str, JobInfo] = {}
    for key, group in groupby(events, key=_key):
        run = list(group)
        kind, job_id = key[0], run[0].job_id
        if kind == "metrics":
            blocks.append(block("metrics", run[-1].id, _metrics(run)))
            unsaid[job_id] = jobs[job_id]
        elif kind == "checkpoint":
            blocks.append(_checkpoint(session, run[0]))
        elif kind == "sample":
            blocks.append(block("sample", run[0].id, sample_info(run[0])))
        else:
            blocks.append(block("job", run[-1].id, jobs[job_id]))
            unsaid.pop(job_id, None)
    blocks += [block("job", events[-1].id, job) for job in unsaid.values()]
    return b"".join(blocks)


def _key(event: Event) -> tuple[str, Any, int]:
    if event.kind in _CURVE_KINDS:
        return ("metrics", event.job_id, event.attempt)
    if event.kind in ("checkpoint", "sample"):
        return (event.kind, event.id, event.attempt)
    return ("job", event.job_id, 0)


def _jobs(session: Session, ids: set[str]) -> dict[str, JobInfo]:
    rows = list(session.scalars(select(Job).where(Job.id.in_(ids))))
    return {info.id: info for info in job_infos(session, rows)}


def _metrics(run: Sequence[Event]) -> MetricsFrame:
    return MetricsFrame(
        job_id=run[0].job_id,
        attempt=run[0].attempt,
        training=[
            TrainingPoint(**_known(TrainingPoint, event.data))
            for event in run
            if event.kind == "metric"
        ],
        validation=[
            ValidationPoint(**_known(ValidationPoint, event.data))
            for event in run
            if event.kind == "validation"
        ],
    )


def _known(schema: type[BaseModel], data: dict[str, Any]) -> dict[str, Any]:
    return {name: _finite(data.get(name)) for name in schema.model_fields}


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _checkpoint(session: Session, event: Event) -> bytes:
    query = select(Checkpoint).where(
        Checkpoint.job_id == event.job_id,
        Checkpoint.name == event.data.get("name"),
        Checkpoint.removed_at.is_(None),
    )
    # One that retention removed meanwhile is no news, but its event counts as sent.
    found = checkpoint_infos(session, list(session.scalars(query)))
    return block("checkpoint", event.id, found[0]) if found else position(event.id)
