"""The event stream's memory: everything that happened, in the order of its ids."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from backend.core.curves import superseded_after
from backend.core.models import Event, Job
from backend.core.status import ENDED

METRICS: Final = "metrics"  # which points of a curve were added
CONDENSED: Final = "condensed"  # stands for all events of points before it

_LAST_ID: Final = select(func.max(Event.__table__.c.id))


def read_after(session: Session, after_id: int, limit: int = 1000) -> list[Event]:
    """The events that follow ``after_id``, oldest first. None is ever passed over: ids become
    visible in their order."""
    query = select(Event).where(Event.id > after_id).order_by(Event.id).limit(limit)
    return list(session.scalars(query))


def samples(session: Session, job_id: str, limit: int = 200) -> list[Event]:
    """The newest samples of a job, oldest first; none of a step that a later attempt did again."""
    query = select(Event).where(Event.job_id == job_id, Event.kind == "sample")
    newest = list(session.scalars(query.order_by(Event.id.desc()).limit(limit)))
    limits = superseded_after(session, job_id) if newest else {}
    return [e for e in reversed(newest) if (e.step or 0) <= limits.get(e.attempt, math.inf)]


def last_id(session: Session) -> int:
    """The id of the newest event; 0 when there is none."""
    return session.scalar(_LAST_ID) or 0


def prune(session: Session, before: datetime, jobs: int = 100) -> int:
    """Forgets the events of points of jobs that ended before a moment; curves keep the points.

    The last one of each job stays, as one that stands for all: a client that was away for so long
    is told there to read the curve anew.

    Args:
        jobs: at most so many, so that the transaction stays short.

    Returns: how many jobs were done; fewer than ``jobs`` when none is left.
    """
    has_points = select(Event.id).where(Event.job_id == Job.id, Event.kind == METRICS).exists()
    query = select(Job.id).where(Job.status.in_(ENDED), Job.finished_at < before, has_points)
    found = list(session.scalars(query.limit(jobs)))
    for job_id in found:
        mine = (Event.job_id == job_id, Event.kind.in_((METRICS, CONDENSED)))
        last = session.scalar(select(func.max(Event.id)).where(*mine))
        session.execute(delete(Event).where(*mine, Event.id != last))
        session.execute(update(Event).where(Event.id == last).values(kind=CONDENSED, data={}))
    return len(found)
