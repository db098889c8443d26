"""Estimates against what jobs really took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import status
from backend.core.models import Attempt, Job


@dataclass(frozen=True)
class Comparison:
    """One job that is done. ``error`` is actual over estimated, less one: 0.1 is a tenth longer."""

    job_id: str
    name: str
    node: str | None
    source: str
    estimated_seconds: float
    actual_seconds: float
    attempts: int

    @property
    def error(self) -> float:
        return self.actual_seconds / max(self.estimated_seconds, 1e-9) - 1


def comparisons(session: Session, limit: int = 100) -> list[Comparison]:
    """Of the newest jobs that are done and had an estimate, newest first."""
    query = (
        select(Job)
        .where(Job.status == status.DONE, Job.kind == "train", Job.deleted_at.is_(None))
        .order_by(Job.created_at.desc(), Job.id)
        .limit(limit)
    )
    jobs = [job for job in session.scalars(query) if seconds_of(job) is not None]
    spent = _spent(session, [job.id for job in jobs])
    return [
        Comparison(
            job_id=job.id,
            name=job.name,
            node=job.node,
            source=str((job.estimate or {}).get("source", "unknown")),
            estimated_seconds=seconds_of(job) or 0.0,
            actual_seconds=spent[job.id][0],
            attempts=spent[job.id][1],
        )
        for job in jobs
        if job.id in spent
    ]


def typical_error(found: Sequence[Comparison]) -> float | None:
    """The median of how far estimates were off, either way; None without any."""
    return median(abs(each.error) for each in found) if found else None


def seconds_of(job: Job) -> float | None:
    """What was estimated for it."""
    value = (job.estimate or {}).get("seconds")
    return float(value) if isinstance(value, int | float) else None


def _spent(session: Session, job_ids: list[str]) -> dict[str, tuple[float, int]]:
    """(seconds in attempts, how many there were) by job."""
    query = select(Attempt.job_id, Attempt.started_at, Attempt.ended_at)
    found: dict[str, tuple[float, int]] = {}
    for job_id, begin, end in session.execute(query.where(Attempt.job_id.in_(job_ids))):
        if end is not None:
            seconds, count = found.get(job_id, (0.0, 0))
            found[job_id] = (seconds + (end - begin).total_seconds(), count + 1)
    return found
