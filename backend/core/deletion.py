"""Deletes jobs and checkpoints: hidden at once, their files and rows follow bit by bit.

What is marked here is carried out by ``worker.housekeeping`` on each node that has files of it.
Every step may be repeated, and one that was cut off is taken up again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from backend.core import lineage, status
from backend.core.db import append_at_commit
from backend.core.errors import Conflict, IllegalTransition
from backend.core.ids import now
from backend.core.models import (
    Attempt,
    AttemptMember,
    Checkpoint,
    CurveBlock,
    Event,
    Job,
    Lease,
    Node,
    ResourceSample,
)

NODE_GONE_AFTER = timedelta(days=7)  # its files are not waited for any longer
# Its rows stay for so long: with them goes the event that tells streams of the deletion.
TOLD_FOR = timedelta(minutes=5)
ROWS_AT_ONCE = 2000
_SHOWN = 3


def delete_job(session: Session, job: Job) -> None:
    """Hides an ended job and its checkpoints for good, and tells the event stream.

    Raises IllegalTransition while it has not ended, and Conflict when other jobs start or learn
    from it.
    """
    status.lock(session, job)
    _lock_checkpoints(session, Checkpoint.job_id == job.id)
    if job.status not in status.ENDED:
        raise IllegalTransition(
            f"Job {job.id} is {job.status}; only an ended job can be deleted.",
            current=job.status,
            remedy="Stop it first.",
        )
    if heirs := lineage.descendants(session, job):
        raise Conflict(
            f"{_named(heirs)} {'starts' if len(heirs) == 1 else 'start'} or "
            f"{'learns' if len(heirs) == 1 else 'learn'} from {job.id}.",
            remedy="Delete what descends from it first.",
        )
    job.deleted_at = now()
    mine = (Checkpoint.job_id == job.id, Checkpoint.removed_at.is_(None))
    session.execute(
        update(Checkpoint).where(*mine).values(removed_at=now()),
        execution_options={"synchronize_session": False},
    )
    session.flush()
    event = Event(job_id=job.id, attempt=job.attempt, kind="deleted", step=None, data={})
    append_at_commit(session, event)


def delete_checkpoint(session: Session, checkpoint: Checkpoint) -> None:
    """Hides a checkpoint for good.

    Raises Conflict while its job is under way, when the job would go on from it, and when other
    jobs start or learn from it (an adapter's base is what it starts from).
    """
    job = session.get_one(Job, checkpoint.job_id)
    status.lock(session, job)
    _lock_checkpoints(session, Checkpoint.id == checkpoint.id)
    if job.status in status.ACTIVE:
        raise Conflict(
            f"Job {job.id} is {job.status}; a run looks after its checkpoints itself.",
            remedy="Wait for its end, or pause it.",
        )
    if job.status not in status.ENDED and checkpoint.id == _newest(session, job.id):
        raise Conflict(
            f"Job {job.id} is {job.status} and goes on from this checkpoint.",
            remedy="Stop the job first, or delete an older one.",
        )
    if heirs := heirs_of(session, checkpoint.id):
        raise Conflict(
            f"{_named(heirs)} {'needs' if len(heirs) == 1 else 'need'} checkpoint {checkpoint.id}.",
            remedy="Delete what descends from it first.",
        )
    checkpoint.removed_at = now()
    session.flush()
    status.announce(session, job)


def heirs_of(session: Session, checkpoint_id: str) -> list[Job]:
    """The jobs that start or learn from a checkpoint, deleted ones left out, oldest first."""
    query = select(Job).where(_needs(checkpoint_id), Job.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Job.created_at, Job.id)))


def deleted_here(session: Session, node: str, limit: int = 100) -> list[str]:
    """Ids of deleted jobs that ran on ``node`` and whose files it has not given back yet."""
    ran = select(Attempt.job_id).where(Attempt.node == node)
    ran = ran.union(select(AttemptMember.job_id).where(AttemptMember.node == node))
    query = select(Job.id).where(Job.deleted_at.is_not(None), Job.id.in_(ran))
    return list(session.scalars(query.order_by(Job.deleted_at).limit(limit)))


def files_gone(session: Session, job_id: str, node: str) -> None:
    """Notes that ``node`` has no files of a deleted job any more: its part of attempts goes.

    The rows of attempts are the list of nodes that still have to do so.
    """
    member, attempt = AttemptMember, Attempt
    session.execute(delete(member).where(member.job_id == job_id, member.node == node))
    others = exists().where(member.job_id == attempt.job_id, member.number == attempt.number)
    session.execute(
        delete(attempt).where(attempt.job_id == job_id, attempt.node == node, ~others),
        execution_options={"synchronize_session": False},
    )


def purge_due(session: Session, limit: int = 20) -> list[str]:
    """Ids of jobs deleted a while ago of which only rows are left, and whose heirs' have gone."""
    heir, theirs = aliased(Job), aliased(Checkpoint)
    needed = (
        select(heir.id)
        .outerjoin(
            theirs,
            or_(theirs.id == heir.parent_checkpoint_id, theirs.id == heir.teacher_checkpoint_id),
        )
        .where(heir.id != Job.id, or_(heir.parent_job_id == Job.id, theirs.job_id == Job.id))
    )
    alive = select(Node.name).where(Node.heartbeat_at > now() - NODE_GONE_AFTER)
    has_files = or_(
        exists().where(and_(Attempt.job_id == Job.id, Attempt.node.in_(alive))),
        exists().where(and_(AttemptMember.job_id == Job.id, AttemptMember.node.in_(alive))),
    )
    query = select(Job.id).where(Job.deleted_at < now() - TOLD_FOR, ~has_files, ~needed.exists())
    return list(session.scalars(query.order_by(Job.deleted_at).limit(limit)))


def purge(session: Session, job_id: str, limit: int = ROWS_AT_ONCE) -> bool:
    """Deletes at most about ``limit`` rows of a deleted job; True once none is left at all."""
    job = session.get(Job, job_id)
    if job is None:
        return True
    if job.deleted_at is None:
        raise ValueError(f"Job {job_id} was not deleted.")
    left = limit
    for table in (Event, ResourceSample, CurveBlock):
        left -= _some(session, table, job_id, left)
        if left <= 0:
            return False
    # The job names its own origin, never a checkpoint of its own; these are few.
    for table in (Lease, AttemptMember, Attempt, Checkpoint):
        session.execute(delete(table).where(table.job_id == job_id))
    session.delete(job)
    session.flush()
    return True


def _some(session: Session, table: Any, job_id: str, limit: int) -> int:
    key = tuple(table.__table__.primary_key.columns)
    some = select(*key).where(table.job_id == job_id).limit(limit)
    rows = [tuple(row) for row in session.execute(some)]
    for start in range(0, len(rows), 150):  # databases limit the parameters of one statement
        session.execute(delete(table).where(tuple_(*key).in_(rows[start : start + 150])))
    return len(rows)


def _lock_checkpoints(session: Session, which: Any) -> None:
    """Waits for submissions that are about to name one as what they start from."""
    session.execute(select(Checkpoint.id).where(which).order_by(Checkpoint.id).with_for_update())


def _newest(session: Session, job_id: str) -> str | None:
    mine = (Checkpoint.job_id == job_id, Checkpoint.removed_at.is_(None))
    step = select(func.max(Checkpoint.step)).where(*mine).scalar_subquery()
    return session.scalar(select(Checkpoint.id).where(*mine, Checkpoint.step == step).limit(1))


def _needs(checkpoint_id: str) -> Any:
    return or_(
        Job.parent_checkpoint_id == checkpoint_id, Job.teacher_checkpoint_id == checkpoint_id
    )


def _named(jobs: Sequence[Job]) -> str:
    named = ", ".join(f"'{job.name}' ({job.id})" for job in jobs[:_SHOWN])
    more = len(jobs) - _SHOWN
    return f"{named} and {more} more" if more > 0 else named
