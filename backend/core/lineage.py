"""Jobs that start from other jobs: who they are, and what becomes of them when a parent ends."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from backend.core import checkpoints, status
from backend.core.db import batches
from backend.core.models import Checkpoint, Job

PARENT_FAILED = "parent_failed"

_HOW = {
    status.DONE: "ended without a final checkpoint",
    status.STOPPED: "was stopped before it was done",
    status.FAILED: "failed",
}


def waits_for(parent: Job) -> str:
    """The reason of a job whose parent is not done yet."""
    return f"Waits for '{parent.name}' ({parent.id}) to be done."


def settle_children(session: Session, parent: Job) -> None:
    """Gives the final checkpoint of an ended job to the jobs that wait for it, or fails them."""
    final = checkpoints.choose_final(session, parent) if parent.status == status.DONE else None
    query = (
        select(Job)
        .where(Job.parent_job_id == parent.id, Job.status == status.QUEUED)
        .where(Job.parent_checkpoint_id.is_(None))
        .order_by(Job.created_at, Job.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for child in list(session.scalars(query)):
        if final is None:
            _fail(
                session,
                child,
                f"The job it starts from, '{parent.name}' ({parent.id}), {_HOW[parent.status]}.",
            )
        else:
            child.parent_checkpoint_id = final.id
            reason = status.HELD if child.held else status.WAITING_FOR_TURN
            status.explain(session, child, reason)


def settle_all_children(session: Session, parents: Sequence[Job]) -> None:
    """``settle_children`` of many ended jobs, most of which nothing waits for."""
    waiting = (Job.status == status.QUEUED, Job.parent_checkpoint_id.is_(None))
    for some in batches(parents):
        query = select(Job.parent_job_id).where(*waiting)
        query = query.where(Job.parent_job_id.in_([parent.id for parent in some])).distinct()
        awaited = set(session.scalars(query))
        for parent in some:
            if parent.id in awaited:
                settle_children(session, parent)


def missing_parent(session: Session, job: Job) -> Job | None:
    """The parent that a queued job still has to wait for; None when it can start.

    Ends the job when its parent's checkpoint can never come: look at its status afterwards.
    """
    if job.parent_checkpoint_id is not None:
        checkpoint = session.get_one(Checkpoint, job.parent_checkpoint_id)
        # Retention may have removed it while the job waited; its own checkpoints do as well.
        if checkpoint.removed_at is not None and not _has_checkpoint(session, job):
            _fail(session, job, f"The checkpoint it starts from, {checkpoint.id}, was removed.")
        return None
    if job.parent_job_id is None:
        return None
    parent = session.get_one(Job, job.parent_job_id)
    if parent.status in status.ENDED:
        settle_children(session, parent)
        return None
    return parent


def descendants(session: Session, job: Job) -> list[Job]:
    """The jobs that start or learn from ``job`` or one of its checkpoints, oldest first.

    Only the next generation, and no deleted ones: as long as there is one, the files stay.
    """
    mine = select(Checkpoint.id).where(Checkpoint.job_id == job.id)
    heir = or_(
        Job.parent_job_id == job.id,
        Job.parent_checkpoint_id.in_(mine),
        Job.teacher_checkpoint_id.in_(mine),
    )
    query = select(Job).where(heir, Job.id != job.id, Job.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Job.created_at, Job.id)))


def _fail(session: Session, job: Job, why: str) -> None:
    reason = f"{why} Submit it again with another parent."
    status.transition(session, job, status.FAILED, cause=PARENT_FAILED, reason=reason)
    settle_children(session, job)


def _has_checkpoint(session: Session, job: Job) -> bool:
    mine = (Checkpoint.job_id == job.id) & Checkpoint.removed_at.is_(None)
    return bool(session.scalar(select(exists().where(mine))))
