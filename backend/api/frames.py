"""Events of the database as blocks of the stream.

Each block stands for a run of neighbouring events, and its ``id:`` is that of the last of them.
So whoever was cut off after any block and names its id gets exactly what was not yet sent: no
event is left out and none comes twice. (Merging events that are not neighbours would make smaller
streams and break that.)

When many points come at once, a block shows those that stand for its events' points, thinned so
that no spike is lost; a page that wants all of them asks for the curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

import numpy as np
from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.api import job_json
from backend.api.stream_schemas import CurveReset, JobDeleted, TrainingPoint, ValidationPoint
from backend.api.views import checkpoint_infos, sample_info
from backend.core import curves
from backend.core.models import Checkpoint, Event

# Of one call of ``encode``, in all its blocks, beyond a few for each block.
MAX_POINTS: Final = 240
_LEAST_POINTS: Final = 8

_PARTS: tuple[tuple[str, curves.Kind, tuple[str, ...]], ...] = (
    ("training", "metric", tuple(TrainingPoint.model_fields)),
    ("validation", "validation", tuple(ValidationPoint.model_fields)),
)


def block(event: str, ident: int, data: BaseModel) -> bytes:
    """One block of the stream."""
    return _lines(event, ident, data.model_dump_json().encode())


def position(ident: int) -> bytes:
    """A block without data: moves the client's Last-Event-ID, which its page does not notice."""
    return f"id: {ident}\n\n".encode()


def encode(session: Session, events: Sequence[Event]) -> bytes:
    """The blocks of ``events``, which are in order.

    After the curve of a job grew, the job itself follows once, so that lists show its progress;
    that block repeats the last id and carries no news of its own.
    """
    jobs = job_json.of_ids(session, {event.job_id for event in events})
    blocks: list[bytes] = []
    unsaid: dict[str, bytes] = {}
    runs = [(key[0], list(group)) for key, group in groupby(events, key=_key)]
    share = MAX_POINTS // max(1, sum(kind == "metrics" for kind, _ in runs))
    for kind, run in runs:
        job_id = run[0].job_id
        if kind == "metrics":
            blocks.append(_metrics(session, run, max(_LEAST_POINTS, share)))
            unsaid[job_id] = jobs[job_id]
        elif kind == "condensed":
            blocks.append(block("reset", run[-1].id, CurveReset(job_id=job_id)))
        elif kind == "checkpoint":
            blocks.append(_checkpoint(session, run[0]))
        elif kind == "sample":
            blocks.append(block("sample", run[0].id, sample_info(run[0])))
        elif kind == "deleted":
            blocks.append(block("deleted", run[0].id, JobDeleted(id=job_id)))
        else:
            blocks.append(_lines("job", run[-1].id, jobs[job_id]))
            unsaid.pop(job_id, None)
    blocks += [_lines("job", events[-1].id, job) for job in unsaid.values()]
    return b"".join(blocks)


def _lines(event: str, ident: int, data: bytes) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (ident, event.encode(), data)


def _key(event: Event) -> tuple[str, Any, int]:
    if event.kind == "metrics":
        return ("metrics", event.job_id, event.attempt)
    if event.kind == "condensed":
        return ("condensed", event.job_id, 0)
    if event.kind in ("checkpoint", "sample", "deleted"):
        return (event.kind, event.id, event.attempt)
    return ("job", event.job_id, 0)


def _metrics(session: Session, run: Sequence[Event], limit: int) -> bytes:
    """A MetricsFrame. Written by hand: a model for each point would cost more than all the rest."""
    frame: dict[str, Any] = {"job_id": run[0].job_id, "attempt": run[0].attempt}
    for part, kind, names in _PARTS:
        spans = [event.data[kind] for event in run if kind in event.data]
        if not spans:
            frame[part] = []
            continue
        first, end = spans[0][0], spans[-1][1]  # they follow one another
        table = curves.rows(session, run[0].job_id, run[0].attempt, kind, first=first, end=end)
        losses = table[curves.COLUMNS[kind].index("loss")]
        shown = table[:, curves.thin(losses, np.arange(len(losses)), limit)]
        columns = curves.as_lists(shown, kind, names).values()
        frame[part] = [
            dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)
        ]
    return _lines("metrics", run[-1].id, to_json(frame))


def _checkpoint(session: Session, event: Event) -> bytes:
    query = select(Checkpoint).where(
        Checkpoint.job_id == event.job_id,
        Checkpoint.name == event.data.get("name"),
        Checkpoint.removed_at.is_(None),
    )
    # One that retention removed meanwhile is no news, but its event counts as sent.
    found = checkpoint_infos(session, list(session.scalars(query)))
    return block("checkpoint", event.id, found[0]) if found else position(event.id)
