"""Which checkpoints and logs have been kept for long enough, by the preferences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from backend.core import status
from backend.core.models import Checkpoint, Job
from backend.core.preferences import Preferences


def retire_checkpoints(
    session: Session, preferences: Preferences, now: datetime, limit: int = 50
) -> list[str]:
    """Marks checkpoints of long-ended jobs removed; their files follow (``worker.housekeeping``).

    Never a job's best, newest or final one, nor one that another job starts or learns from.

    Args:
        limit: of at most so many jobs, so that the transaction stays short.

    Returns: ids of the checkpoints.
    """
    retired: list[str] = []
    for ends, days in (
        ((status.DONE,), preferences.keep_checkpoints_days),
        ((status.STOPPED, status.FAILED), preferences.keep_failed_checkpoints_days),
    ):
        if days is not None:
            for job in _ended(session, ends, now - timedelta(days=days), limit):
                retired += _retire(session, job, now)
    return retired


def logs_expired(
    session: Session, preferences: Preferences, ids: Sequence[str], now: datetime
) -> set[str]:
    """Those of the jobs ``ids`` whose logs have been kept for long enough."""
    if preferences.keep_logs_days is None or not ids:
        return set()
    before = now - timedelta(days=preferences.keep_logs_days)
    query = select(Job.id).where(
        Job.id.in_(ids), Job.status.in_(status.ENDED), Job.finished_at < before
    )
    return set(session.scalars(query))


def _ended(session: Session, ends: Sequence[str], before: datetime, limit: int) -> list[Job]:
    """Jobs with a checkpoint to spare, which are locked: nobody may try them again meanwhile."""
    query = (
        select(Job)
        .where(Job.status.in_(ends), Job.finished_at < before, Job.deleted_at.is_(None))
        .where(Job.id.in_(select(Checkpoint.job_id).where(_spare())))
        .order_by(Job.finished_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _retire(session: Session, job: Job, now: datetime) -> list[str]:
    query = select(Checkpoint).where(Checkpoint.job_id == job.id, _spare())
    spare = list(session.scalars(query.with_for_update().execution_options(populate_existing=True)))
    for checkpoint in spare:
        checkpoint.removed_at = now
    session.flush()
    return [checkpoint.id for checkpoint in spare]


def _spare() -> ColumnElement[bool]:
    """Neither final, nor best, nor newest of its job, and nothing descends from it."""
    other = aliased(Checkpoint)
    siblings = (other.job_id == Checkpoint.job_id, other.removed_at.is_(None))
    newer = select(other.id).where(*siblings, other.step > Checkpoint.step)
    better = select(other.id).where(
        *siblings,
        or_(
            Checkpoint.validation_loss.is_(None),
            other.validation_loss < Checkpoint.validation_loss,
        ),
    )
    heir = aliased(Job)
    needed = select(heir.id).where(
        heir.deleted_at.is_(None),
        or_(
            heir.parent_checkpoint_id == Checkpoint.id,
            heir.teacher_checkpoint_id == Checkpoint.id,
        ),
    )
    return (
        Checkpoint.removed_at.is_(None)
        & Checkpoint.final.is_(False)
        & newer.exists()
        & better.exists()
        & ~needed.exists()
    )
