"""The event stream's memory: everything that happened, in the order of its ids."""

from __future__ import annotations

import math

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.curves import superseded_after
from backend.core.models import Event


def read_after(session: Session, after_id: int, limit: int = 1000) -> list[Event]:
    """The events that follow ``after_id``, oldest first. None is ever passed over: ids become
    visible in their order."""
    query = select(Event).where(Event.id > after_id).order_by(Event.id).limit(limit)
    return list(session.scalars(query))


def samples(session: Session, job_id: str, limit: int = 200) -> list[Event]:
    """The newest samples of a job, oldest first; none of a step that a later attempt did again."""
    query = select(Event).where(Event.job_id == job_id, Event.kind == "sample")
    newest = list(session.scalars(query.order_by(Event.id.desc()).limit(limit)))
    limits = superseded_after(session, job_id)
    return [e for e in reversed(newest) if (e.step or 0) <= limits.get(e.attempt, math.inf)]


def last_id(session: Session) -> int:
    """The id of the newest event; 0 when there is none."""
    return session.scalar(select(func.max(Event.id))) or 0
