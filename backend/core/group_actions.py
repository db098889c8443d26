"""What people ask of several jobs at once; the callers lock them, parents before their children."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backend.core import control, ordering, status
from backend.core.errors import IllegalTransition
from backend.core.models import Job
from backend.core.standing import standing


def stop(session: Session, jobs: Sequence[Job], *, force: bool = False) -> None:
    """Stops every job that has not ended; with ``force`` also what is stopping already.

    Raises IllegalTransition when all have ended.
    """
    left = [job for job in jobs if job.status not in status.ENDED]
    if not left:
        raise _nothing(jobs, "has ended")
    # First those that wait, all at once: else they would fail because the one before them was
    # stopped.
    control.stop_waiting(session, [job for job in left if job.status in control.WAITING])
    for job in left:
        if job.status in status.ACTIVE:
            control.stop(session, job, force=force)


def pause(session: Session, jobs: Sequence[Job]) -> None:
    """Pauses the jobs that run, and holds those that wait. Asking twice changes nothing.

    Raises IllegalTransition when all have ended.
    """
    if all(job.status in status.ENDED for job in jobs):
        raise _nothing(jobs, "has ended")
    for job in jobs:
        if job.status in (status.STARTING, status.RUNNING):
            control.pause(session, job)
        elif job.status == status.QUEUED:
            ordering.hold(session, job)


def resume(session: Session, jobs: Sequence[Job]) -> None:
    """Queues the paused jobs again, and releases the held ones.

    Raises IllegalTransition when there are none of either.
    """
    paused = [job for job in jobs if job.status == status.PAUSED]
    held = [job for job in jobs if job.status == status.QUEUED and job.held]
    if not paused and not held:
        raise _nothing(jobs, "is neither paused nor held")
    for job in paused:
        control.resume(session, job)
    for job in held:
        ordering.release(session, job)


def _nothing(jobs: Sequence[Job], why: str) -> IllegalTransition:
    now = standing(jobs).status
    return IllegalTransition(f"Every job of it {why}; together they are {now}.", current=now)
