"""Who goes first: what people change about the order of the queue.

The order is priority (high first), then position, then id. A position is the moment of submission
in seconds since 1970; a job that is moved takes one between its new neighbours'. Where floats run
out of numbers between two, those before them move to the front a little: positions only ever
become smaller, so that whoever queues later still comes last.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from backend.core import status
from backend.core.db import advisory_lock
from backend.core.errors import IllegalTransition
from backend.core.ids import plausible
from backend.core.lineage import waits_for
from backend.core.models import Job
from backend.core.scheduling import words
from backend.core.scheduling.load import queued
from minimind.spec import SpecError

MAX_PRIORITY: Final = 100

# Seconds between neighbours that had to make room: enough for a dozen more moves in one place.
_GAP = 1e-3


def change(
    session: Session,
    job: Job,
    *,
    priority: int | None = None,
    held: bool | None = None,
    before: str | None = None,
    after: str | None = None,
) -> None:
    """All that one request changes; what is None stays. Raises as the functions below do."""
    moves = before is not None or after is not None
    if priority is None and held is None and not moves:
        raise SpecError(
            "Nothing would change.",
            field="priority",
            remedy="Send priority, held, before or after.",
        )
    if moves and priority is not None:
        raise SpecError(
            "A job that is moved takes the priority of the other job.",
            field="priority",
            remedy="Leave it out.",
        )
    if priority is not None:
        set_priority(session, job, priority)
    if moves:
        move(session, job, before=before, after=after)
    if held is not None:
        (hold if held else release)(session, job)


def set_priority(session: Session, job: Job, priority: int) -> None:
    """Changes the priority of a job that has not ended.

    Of one that runs or is paused it counts when the job queues again. Raises IllegalTransition,
    and SpecError for a priority out of range.
    """
    if not -MAX_PRIORITY <= priority <= MAX_PRIORITY:
        raise SpecError(
            f"A priority is between -{MAX_PRIORITY} and {MAX_PRIORITY}.", field="priority"
        )
    status.lock(session, job)
    if job.status in status.ENDED:
        raise IllegalTransition(
            f"Job {job.id} has ended: it is {job.status}.",
            current=job.status,
            remedy="Try it again, then it can be put in order.",
        )
    if job.priority != priority:
        job.priority = priority
        _reordered(session, job)


def hold(session: Session, job: Job) -> None:
    """Keeps a queued job from starting until it is released. Asking twice changes nothing."""
    _lock_queued(session, job, "Pause it instead.")
    if not job.held:
        job.held, job.reason = True, status.HELD
        status.announce(session, job)


def release(session: Session, job: Job) -> None:
    """Lets a held job start when its turn comes. Asking twice changes nothing."""
    _lock_queued(session, job, None)
    if job.held:
        job.held = False
        job.reason = _why_it_waits(session, job)
        status.announce(session, job)


def move(
    session: Session, job: Job, *, before: str | None = None, after: str | None = None
) -> None:
    """Puts a queued job right before or right after another one, whose priority it takes.

    Raises IllegalTransition when either is not queued (any more), and SpecError when the other is
    unknown or the same.
    """
    field, name = ("before", before) if before is not None else ("after", after)
    if name is None or (before is not None and after is not None):
        raise SpecError("Name one job to go before or after.", field="before")
    advisory_lock(session, "order")  # two moves at once would each see the other's old place
    _lock_queued(session, job, None)
    other = session.get(Job, name) if plausible(name) else None
    if other is None or other.deleted_at is not None:
        raise SpecError(f"There is no job {name[:80]!r}.", field=field)
    if other is job:
        raise SpecError("A job cannot be moved before or after itself.", field=field)
    session.refresh(other)
    if other.status != status.QUEUED:
        raise IllegalTransition(
            f"Job {other.id} is {other.status}; only a queued one has a place in the queue.",
            current=other.status,
        )
    next_to = _neighbour(session, other, job, forward=before is None)
    left, right = (next_to, other) if before is not None else (other, next_to)
    job.priority = other.priority
    job.position = _between(session, job, left, right)
    _reordered(session, job)


def _between(session: Session, job: Job, left: Job | None, right: Job | None) -> float:
    if left is None or right is None:
        return right.position - _GAP if right else left.position + _GAP if left else job.position
    if not left.position < (left.position + right.position) / 2 < right.position:
        _make_room(session, job, left, right)
    return (left.position + right.position) / 2


def _make_room(session: Session, job: Job, left: Job, right: Job) -> None:
    """Moves ``left`` to the front, and those before it that are in its way."""
    query = (
        select(Job.id, Job.position)
        .where(*queued(), Job.priority == left.priority, Job.id != job.id)
        .where(or_(Job.id == left.id, _comes(left, forward=False)))
        .order_by(Job.position.desc(), Job.id.desc())
    )
    limit = right.position - 2 * _GAP
    moved: list[dict[str, str | float]] = []
    for job_id, position in session.execute(query):
        if position <= limit:
            break
        moved.append({"id": job_id, "position": limit})
        limit -= _GAP
    # In the order in which others lock several jobs, so that nobody waits for each other.
    ids = [row["id"] for row in moved]
    lock = select(Job.id).where(Job.id.in_(ids)).order_by(Job.created_at, Job.id)
    session.execute(lock.with_for_update())
    session.execute(update(Job), moved)
    session.refresh(left)


def _neighbour(session: Session, other: Job, job: Job, *, forward: bool) -> Job | None:
    """The job right after (or before) ``other`` in the queue, of the same priority."""
    query = select(Job).where(*queued(), Job.priority == other.priority, Job.id != job.id)
    order = (Job.position, Job.id) if forward else (Job.position.desc(), Job.id.desc())
    query = query.where(_comes(other, forward=forward)).order_by(*order).limit(1)
    return session.scalar(query.execution_options(populate_existing=True))


def _comes(other: Job, *, forward: bool) -> ColumnElement[bool]:
    """Whether a job of the same priority comes after (or before) ``other``."""
    position, job_id = Job.position, Job.id
    if forward:
        tie = and_(position == other.position, job_id > other.id)
        return or_(position > other.position, tie)
    tie = and_(position == other.position, job_id < other.id)
    return or_(position < other.position, tie)


def _reordered(session: Session, job: Job) -> None:
    """What the scheduler said held for the old place; it will say what holds for the new one."""
    if job.status == status.QUEUED and not job.held and words.ours(job.reason):
        job.reason = _why_it_waits(session, job)
    status.announce(session, job)


def _why_it_waits(session: Session, job: Job) -> str:
    if job.parent_checkpoint_id is None and job.parent_job_id is not None:
        return waits_for(session.get_one(Job, job.parent_job_id))
    return status.WAITING_FOR_TURN


def _lock_queued(session: Session, job: Job, remedy: str | None) -> None:
    status.lock(session, job)
    if job.status != status.QUEUED:
        running = job.status in (status.STARTING, status.RUNNING)
        raise IllegalTransition(
            f"Job {job.id} is {job.status}; only a queued one has a place in the queue.",
            current=job.status,
            remedy=remedy if running else None,
        )
