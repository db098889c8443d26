"""Jobs as JSON, encoded once for as long as their rows stay as they are.

A list of jobs is asked for again and again, and most of it never changes. What a job's JSON is
made of is read in one query, as plainly as the database keeps it; only where that differs from
last time is the job loaded, checked and encoded anew. So an answer is never out of date: each is
compared with the rows of its own snapshot.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Result, Select, Text, bindparam, cast, select
from sqlalchemy.orm import Session

from backend.api.views import job_infos
from backend.core.models import Checkpoint, Dataset, Job
from backend.core.models.base import UtcDateTime

MOST: Final = 3000  # jobs, about 6 KiB each

# By id: what the job's JSON was made of, and the JSON. A pure function's memory, so one for all.
_known: dict[str, tuple[tuple[Any, ...], bytes]] = {}
_lock = threading.Lock()


def _plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """As it is stored: to make objects of it would cost more than all the rest."""
    return cast(column, Text) if isinstance(column.type, (JSON, UtcDateTime)) else column


_JOB: Final = Job.__table__.c
_DATASET = select(Dataset.__table__.c.name).where(Dataset.__table__.c.id == _JOB.dataset_id)
_SAVED = Checkpoint.__table__.c
_FINAL = (
    select(_SAVED.id)
    .where(_SAVED.job_id == _JOB.id, _SAVED.final, _SAVED.removed_at.is_(None))
    .order_by(_SAVED.attempt.desc(), _SAVED.step.desc())
    .limit(1)
)
_COLUMNS: Final = (
    _JOB.id,
    _DATASET.scalar_subquery(),
    _FINAL.scalar_subquery(),
    *(_plain(column) for column in _JOB),
)
_BY_ID: Final = select(*_COLUMNS).where(_JOB.id.in_(bindparam("ids", expanding=True)))


def of_query(session: Session, jobs: Select[Job]) -> dict[str, bytes]:
    """The JSON of a JobInfo for each job of a query, by id, in the query's order."""
    return _encode(session, session.execute(jobs.with_only_columns(*_COLUMNS)))


def of_ids(session: Session, ids: Collection[str]) -> dict[str, bytes]:
    """The same for jobs by their ids, also deleted ones."""
    return _encode(session, session.execute(_BY_ID, {"ids": list(ids)}))


def _encode(session: Session, result: Result[Any]) -> dict[str, bytes]:
    rows = {row[0]: tuple(row) for row in result}
    texts: dict[str, bytes] = {}
    changed = []
    for ident, row in rows.items():
        known = _known.get(ident)
        if known is not None and known[0] == row:
            texts[ident] = known[1]
        else:
            changed.append(ident)
    if changed:
        query = select(Job).where(Job.id.in_(changed))
        for info in job_infos(session, list(session.scalars(query))):
            texts[info.id] = info.model_dump_json().encode()
            remember(info.id, rows[info.id], texts[info.id])
    return {ident: texts[ident] for ident in rows}


def remember(ident: str, row: tuple[Any, ...], text: bytes) -> None:
    """Keeps a job's JSON; forgets what was not made anew for longest."""
    with _lock:
        _known.pop(ident, None)  # so that it counts as the newest one
        _known[ident] = (row, text)
        while len(_known) > MOST:
            del _known[next(iter(_known))]
