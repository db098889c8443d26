"""The life of a job: its states, the ways between them, and the functions that change them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from backend.core import webhooks
from backend.core.db import append_at_commit, batches
from backend.core.errors import IllegalTransition, StaleAttempt
from backend.core.ids import now
from backend.core.models import Event, Job

Status = Literal[
    "queued", "starting", "running", "stopping", "pausing", "paused", "done", "stopped", "failed"
]

QUEUED: Final = "queued"  # waits for a node, for its parent, or (held) for a person
STARTING: Final = "starting"  # a node claimed it; no step trained yet
RUNNING: Final = "running"
STOPPING: Final = "stopping"  # somebody asked it to stop; it saves a checkpoint
PAUSING: Final = "pausing"  # somebody asked it to pause; it saves a checkpoint
PAUSED: Final = "paused"  # holds nothing; goes on when somebody resumes it
DONE: Final = "done"
STOPPED: Final = "stopped"
FAILED: Final = "failed"

STATUSES: tuple[Status, ...] = (
    QUEUED, STARTING, RUNNING, STOPPING, PAUSING, PAUSED, DONE, STOPPED, FAILED,
)  # fmt: skip
# An attempt is under way.
ACTIVE: frozenset[Status] = frozenset({STARTING, RUNNING, STOPPING, PAUSING})
ENDED: frozenset[Status] = frozenset({DONE, STOPPED, FAILED})

# A job goes back to the queue when its node or process was lost, when somebody resumes a paused
# one, and when somebody tries an ended one again. A stopping or pausing one may be lost too, yet
# jobs.requeue ends or pauses it instead: somebody asked for that.
TRANSITIONS: dict[Status, frozenset[Status]] = {
    QUEUED: frozenset({STARTING, STOPPED, FAILED}),
    STARTING: frozenset({RUNNING, STOPPING, PAUSING, DONE, STOPPED, FAILED, QUEUED}),
    RUNNING: frozenset({STOPPING, PAUSING, DONE, STOPPED, FAILED, QUEUED}),
    STOPPING: frozenset({DONE, STOPPED, FAILED, QUEUED}),
    PAUSING: frozenset({PAUSED, STOPPING, DONE, STOPPED, FAILED, QUEUED}),
    PAUSED: frozenset({QUEUED, STOPPED}),
    DONE: frozenset({QUEUED}),
    STOPPED: frozenset({QUEUED}),
    FAILED: frozenset({QUEUED}),
}

WAITING_FOR_TURN = "Waits for its turn."
HELD = "Held: it starts once somebody releases it."


def transition(
    session: Session,
    job: Job,
    to: Status,
    *,
    attempt: int | None = None,
    cause: str | None = None,
    reason: str | None = None,
    values: dict[str, Any] | None = None,
) -> None:
    """Moves ``job`` to status ``to``, stamps its times and tells the event stream.

    Args:
        attempt: the attempt that asks; None when a person or the queue does.
        cause: machine-readable, of an end that nobody asked for.
        reason: why, in words. Needed to go back to the queue.
        values: further columns that change in the same statement, also instead of what a change
            to this status sets by itself.

    Raises:
        StaleAttempt: ``attempt`` is not the one under way.
        IllegalTransition: the table has no way from the present status to ``to``.
    """
    lock(session, job)
    if attempt is not None:
        fence(job, attempt)
    _move(session, [job], to, _changes(to, cause, reason) | (values or {}))


def transition_all(session: Session, jobs: Sequence[Job], to: Status, *, reason: str) -> None:
    """``transition`` of many jobs in a few statements, in their order: of all of them, or of none.

    The caller holds their rows (``lock``), as all that ask something of a group do.

    Raises IllegalTransition when the table has no way from the status of one of them to ``to``.
    """
    session.flush()
    changes = _changes(to, None, reason)
    for some in batches(jobs):
        _move(session, some, to, changes)


def explain(session: Session, job: Job, reason: str) -> None:
    """Says why a queued job waits. Writes only when the words change: nodes ask every few seconds.

    Never waits for a lock: whoever holds the row is changing the job, and may have more to say.
    """
    if job.reason != reason and lock_queued(session, job):
        job.reason = reason
        announce(session, job)


def lock_queued(session: Session, job: Job) -> bool:
    """Holds the row if the job is still queued and nobody else holds it. Never waits."""
    query = select(Job.id).where(Job.id == job.id, Job.status == QUEUED)
    return session.scalar(query.with_for_update(skip_locked=True)) is not None


def fence(job: Job, attempt: int) -> None:
    """Raises StaleAttempt unless ``attempt`` is the one under way. The row should be locked."""
    if job.attempt != attempt:
        raise StaleAttempt(f"Attempt {attempt} of {job.id} was replaced by {job.attempt}.")
    if job.status == QUEUED:
        raise StaleAttempt(f"Attempt {attempt} of {job.id} was given up; the job is queued.")
    if job.status not in ACTIVE:
        raise StaleAttempt(f"Attempt {attempt} of {job.id} has ended; the job is {job.status}.")


def lock(session: Session, job: Job) -> None:
    """Reads the job's row afresh and keeps it from changing until the transaction ends."""
    session.flush()  # refresh() forgets changes that were not written yet
    session.refresh(job, with_for_update=True)


def announce(session: Session, job: Job) -> None:
    """Appends an event of kind ``job``, so that streams send the job's present state."""
    data = {"status": job.status, "cause": job.cause, "reason": job.reason}
    event = Event(job_id=job.id, attempt=job.attempt, kind="job", step=None, data=data)
    append_at_commit(session, event)


def _changes(to: Status, cause: str | None, reason: str | None) -> dict[str, Any]:
    """The columns that change with the status."""
    if to == QUEUED and not reason:
        raise ValueError("A job that goes back to the queue needs a reason.")
    changes: dict[str, Any] = {"status": to, "cause": cause, "reason": reason, "fix": None}
    if to == RUNNING:
        changes["started_at"] = func.coalesce(Job.started_at, literal(now(), Job.started_at.type))
    elif to in ENDED:
        changes["finished_at"] = now()
    elif to == QUEUED:
        changes |= {"resume": True, "node": None, "finished_at": None, "force": False}
    return changes


def _move(session: Session, jobs: Sequence[Job], to: Status, changes: dict[str, Any]) -> None:
    """Changes the rows that still are what the objects say, and tells of each."""
    for job in jobs:
        if to not in TRANSITIONS[_status(job)]:
            raise IllegalTransition(
                f"Job {job.id} is {job.status}; it cannot become {to}.", current=job.status
            )
    changed: set[str] = set()
    for seen in {(job.status, job.attempt) for job in jobs}:
        ids = [job.id for job in jobs if (job.status, job.attempt) == seen]
        found = session.scalars(
            update(Job)
            .where(Job.id.in_(ids), Job.status == seen[0], Job.attempt == seen[1])
            .values(**changes)
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        )
        changed.update(found)
    for job in jobs:
        if job.id not in changed:
            raise IllegalTransition(f"Job {job.id} changed meanwhile.", current=job.status)
    again = select(Job).where(Job.id.in_(changed)).execution_options(populate_existing=True)
    session.scalars(again).all()
    if to in ENDED:
        webhooks.enqueue(session, [job for job in jobs if job.kind == "train"])
    for job in jobs:
        announce(session, job)


def _status(job: Job) -> Status:
    for status in STATUSES:
        if job.status == status:
            return status
    raise ValueError(f"Job {job.id} has the unknown status {job.status!r}.")
