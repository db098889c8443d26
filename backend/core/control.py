"""What people ask of a job after it was submitted: stop, pause, resume, retry.

Each raises IllegalTransition, with the present state, when the job's state has no way there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from backend.core import adjustments, checkpoints, status
from backend.core.adjustments import Changes
from backend.core.db import batches
from backend.core.errors import Conflict, IllegalTransition
from backend.core.ids import now
from backend.core.lineage import PARENT_FAILED, settle_all_children, waits_for
from backend.core.models import Checkpoint, Job

__all__ = ["Changes", "pause", "resume", "retry", "revive_children", "stop", "stop_waiting"]

WAITING = (status.QUEUED, status.PAUSED)  # nothing of them is under way

_SAVES = "Saves a checkpoint, then stops."
_FORCED = "Is ended by force, without a checkpoint."


def stop(session: Session, job: Job, *, force: bool = False) -> None:
    """A waiting or paused job is stopped at once; one under way becomes ``stopping`` and saves.

    Args:
        force: end its processes at once; also of one that is stopping or pausing already.

    Asking twice changes nothing.
    """
    status.lock(session, job)
    if job.status in status.ENDED:
        raise IllegalTransition(
            f"Job {job.id} has ended already: it is {job.status}.", current=job.status
        )
    if job.status in WAITING:
        stop_waiting(session, [job])
    elif job.status != status.STOPPING:
        reason = _FORCED if force else _SAVES
        values = {"force": force}
        status.transition(session, job, status.STOPPING, reason=reason, values=values)
    elif force and not job.force:
        job.force, job.reason = True, _FORCED
        status.announce(session, job)


def stop_waiting(session: Session, jobs: Sequence[Job]) -> None:
    """Stops jobs that are queued or paused: a thousand of them in a few statements.

    The caller holds their rows. Raises IllegalTransition, and stops none, when one is under way
    or has ended.
    """
    steps = _newest_steps(session, [job for job in jobs if job.attempt > 0])
    alike: defaultdict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        was = "it started" if job.attempt == 0 else "it went on"
        alike[f"Stopped before {was}.{_kept(steps.get(job.id))}"].append(job)
    for reason, some in alike.items():
        status.transition_all(session, some, status.STOPPED, reason=reason)
    settle_all_children(session, jobs)


def pause(session: Session, job: Job) -> None:
    """A run saves a checkpoint and gives its GPUs back; ``resume`` continues it exactly.

    Asking twice changes nothing.
    """
    status.lock(session, job)
    if job.status in (status.PAUSING, status.PAUSED):
        return
    if job.status not in (status.STARTING, status.RUNNING):
        raise IllegalTransition(
            f"Job {job.id} is {job.status}; only a job under way can be paused.",
            current=job.status,
            remedy="Hold it in the queue instead." if job.status == status.QUEUED else None,
        )
    reason = "Saves a checkpoint, then pauses."
    status.transition(session, job, status.PAUSING, reason=reason)


def resume(session: Session, job: Job, changes: Changes | None = None) -> None:
    """A paused job queues again, to go on from where it was: on any GPUs, also on more or fewer.

    Raises SpecError for changes that do not fit.
    """
    status.lock(session, job)
    if job.status != status.PAUSED:
        raise IllegalTransition(
            f"Job {job.id} is {job.status}; only a paused job can be resumed.", current=job.status
        )
    resuming = has_checkpoint(session, job)
    adjustments.apply(session, job, changes or Changes(), resuming=resuming)
    _queue(session, job, from_checkpoint=True)


def retry(
    session: Session,
    job: Job,
    *,
    from_checkpoint: bool | None = None,
    changes: Changes | None = None,
) -> None:
    """An ended job queues again, and with it the jobs that failed because it had.

    Args:
        from_checkpoint: go on from its newest checkpoint (None: if there is one), or begin anew;
            its old checkpoints are removed then, before the new attempt starts.
        changes: what it does otherwise.

    Raises Conflict when nothing is left to do, there is no checkpoint to go on from, what it
    starts from is gone, or beginning anew would remove what other jobs start from; SpecError for
    changes that do not fit.
    """
    status.lock(session, job)
    if job.status not in status.ENDED:
        raise IllegalTransition(
            f"Job {job.id} is {job.status}; only an ended job can be tried again.",
            current=job.status,
        )
    changes = changes or Changes()
    saved = has_checkpoint(session, job)
    if from_checkpoint and not saved:
        raise Conflict(
            f"Job {job.id} has no checkpoint to go on from.",
            field="from_checkpoint",
            remedy="Leave it out, or set it to false, to begin anew.",
        )
    going_on = saved if from_checkpoint is None else from_checkpoint
    if going_on and job.status == status.DONE and not changes.recipe:
        raise Conflict(
            f"Job {job.id} is done; from its last checkpoint on, nothing is left to do.",
            field="from_checkpoint",
            remedy="Set it to false to begin anew, or change the epochs to go on for longer.",
        )
    _check_origin(session, job, own=going_on)
    adjustments.apply(session, job, changes, resuming=going_on)
    if not going_on:
        _discard_checkpoints(session, job)
    _queue(session, job, from_checkpoint=going_on)
    revive_children(session, job)


def revive_children(session: Session, parent: Job) -> None:
    """Queues again what failed only because ``parent`` had ended without a model."""
    query = (
        select(Job)
        .where(Job.parent_job_id == parent.id, Job.parent_checkpoint_id.is_(None))
        .where(Job.status == status.FAILED, Job.cause == PARENT_FAILED, Job.deleted_at.is_(None))
        .order_by(Job.created_at, Job.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for child in list(session.scalars(query)):
        reason = waits_for(parent)
        status.transition(session, child, status.QUEUED, reason=reason, values={"resume": False})
        revive_children(session, child)


def has_checkpoint(session: Session, job: Job) -> bool:
    """Whether the job has a checkpoint of its own to go on from."""
    return bool(_newest_steps(session, [job]))


def kept(session: Session, job: Job) -> str:
    """Of an ended job's work, as a sentence with a space before it; empty if nothing is left."""
    return _kept(_newest_steps(session, [job]).get(job.id))


def _kept(step: int | None) -> str:
    return "" if step is None else f" Its checkpoint at step {step} is kept."


def _newest_steps(session: Session, jobs: Sequence[Job]) -> dict[str, int]:
    """Of the jobs that have a checkpoint, by their ids."""
    steps: dict[str, int] = {}
    query = select(Checkpoint.job_id, func.max(Checkpoint.step).label("step")).group_by(
        Checkpoint.job_id
    )
    query = query.where(Checkpoint.removed_at.is_(None))
    for some in batches(jobs):
        rows = session.execute(query.where(Checkpoint.job_id.in_([job.id for job in some])))
        steps.update((row.job_id, row.step) for row in rows)
    return steps


def _queue(session: Session, job: Job, *, from_checkpoint: bool) -> None:
    values = {"resume": from_checkpoint, "restarts": 0, "held": False}
    status.transition(session, job, status.QUEUED, reason=status.WAITING_FOR_TURN, values=values)


def _check_origin(session: Session, job: Job, *, own: bool) -> None:
    """Raises Conflict when what the job starts from can not be had any more."""
    if own or job.parent_job_id is None:
        return
    if job.parent_checkpoint_id is not None:
        origin = session.get_one(Checkpoint, job.parent_checkpoint_id)
        gone = origin.removed_at is not None
        what = f"The checkpoint it starts from, {origin.id}, was removed."
    else:
        parent = session.get_one(Job, job.parent_job_id)
        gone = parent.status in status.ENDED and not (
            parent.status == status.DONE and checkpoints.choose_final(session, parent)
        )
        what = f"The job it starts from, '{parent.name}' ({parent.id}), has ended without a model."
    if gone:
        raise Conflict(
            f"Job {job.id} cannot start: {what[0].lower()}{what[1:]}",
            field="parent",
            remedy="Try that job again first, or submit this one with another parent.",
        )


def _discard_checkpoints(session: Session, job: Job) -> None:
    """Marks them removed; the next attempt's supervisor removes the files before it starts."""
    mine = select(Checkpoint.id).where(Checkpoint.job_id == job.id, Checkpoint.removed_at.is_(None))
    starts_from = or_(Job.parent_checkpoint_id.in_(mine), Job.teacher_checkpoint_id.in_(mine))
    heirs = select(Job).where(starts_from, Job.id != job.id, Job.deleted_at.is_(None))
    if (heir := session.scalars(heirs.order_by(Job.created_at).limit(1)).first()) is not None:
        raise Conflict(
            f"Job '{heir.name}' ({heir.id}) starts from a checkpoint of {job.id}, which beginning "
            "anew would remove.",
            field="from_checkpoint",
            remedy="Submit a new job instead.",
        )
    session.execute(
        update(Checkpoint).where(Checkpoint.id.in_(mine)).values(removed_at=now()),
        execution_options={"synchronize_session": False},
    )
