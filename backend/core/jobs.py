"""Jobs after they were submitted: found, stopped, ended, given back to the queue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import checkpoints, leases, status
from backend.core.errors import IllegalTransition, NotFound
from backend.core.ids import now, plausible
from backend.core.jobspec import JobSpec
from backend.core.lineage import settle_children
from backend.core.models import Attempt, Checkpoint, Dataset, Job
from backend.core.settings import Settings
from backend.core.submission import submit
from minimind.spec import DatasetRef, TrainConfig, size_config
from minimind.spec.events import Finished
from minimind.spec.stages import recipe_adapter

__all__ = [
    "Failure",
    "JobSpec",
    "attempts",
    "finish",
    "get",
    "list_jobs",
    "request_stop",
    "requeue",
    "submit",
    "train_config",
]


@dataclass(frozen=True)
class Failure:
    """An end that the trainer could not tell itself, such as ``killed``: cause and words."""

    cause: str
    message: str


def get(session: Session, job_id: str) -> Job:
    """Raises NotFound."""
    job = session.get(Job, job_id) if plausible(job_id) else None
    if job is None:
        raise NotFound(f"There is no job {job_id[:80]!r}.")
    return job


def list_jobs(
    session: Session, statuses: Collection[str] | None = None, limit: int | None = None
) -> list[Job]:
    """Newest first."""
    query = select(Job).order_by(Job.created_at.desc(), Job.id)
    if statuses:
        query = query.where(Job.status.in_(statuses))
    return list(session.scalars(query.limit(limit)))


def attempts(session: Session, job_id: str) -> list[Attempt]:
    """In order."""
    query = select(Attempt).where(Attempt.job_id == job_id).order_by(Attempt.number)
    return list(session.scalars(query))


def request_stop(session: Session, job: Job) -> None:
    """A waiting job is stopped at once; one under way becomes ``stopping`` and saves first.

    Asking twice changes nothing. Raises IllegalTransition when the job has ended.
    """
    status.lock(session, job)
    if job.status == status.STOPPING:
        return
    if job.status in status.ENDED:
        raise IllegalTransition(
            f"Job {job.id} has ended already: it is {job.status}.", current=job.status
        )
    if job.status == status.QUEUED:
        status.transition(session, job, status.STOPPED, reason="Stopped before it started.")
        settle_children(session, job)
    else:
        status.transition(session, job, status.STOPPING, reason="Saves a checkpoint, then stops.")


def finish(session: Session, job: Job, attempt: int, ending: Finished | Failure) -> None:
    """Ends the attempt and with it the job; frees its GPUs and settles jobs that wait for it.

    A run that was only paused goes back to the queue. Raises StaleAttempt.
    """
    if isinstance(ending, Finished) and ending.reason == "paused":
        requeue(session, job, attempt, ending.message or "Paused; it continues by itself.")
        return
    if isinstance(ending, Failure):
        to, cause, reason = status.FAILED, ending.cause, ending.message
    elif ending.reason == "failed":
        to, cause, reason = status.FAILED, ending.cause or "error", ending.message or None
    elif ending.reason == "stopped":
        to, cause = status.STOPPED, None
        reason = ending.message or f"Stopped at step {ending.step}."
    else:
        to, cause, reason = status.DONE, None, ending.message or None
    status.transition(session, job, to, attempt=attempt, cause=cause, reason=reason)
    _end_attempt(session, job, attempt, to, cause)
    settle_children(session, job)


def requeue(session: Session, job: Job, attempt: int, reason: str) -> None:
    """Gives a job whose process or node was lost back to the queue, to resume.

    One that was asked to stop is stopped instead. Raises StaleAttempt.
    """
    status.lock(session, job)
    if job.status == status.STOPPING:
        status.transition(session, job, status.STOPPED, attempt=attempt, reason=reason)
        _end_attempt(session, job, attempt, "stopped", None)
        settle_children(session, job)
    else:
        status.transition(session, job, status.QUEUED, attempt=attempt, reason=reason)
        _end_attempt(session, job, attempt, "lost", None)


def train_config(session: Session, settings: Settings, job: Job) -> TrainConfig:
    """What the trainer reads for the present attempt of a claimed job."""
    dataset = session.get_one(Dataset, job.dataset_id)
    parent = None
    if job.parent_checkpoint_id is not None:
        parent = checkpoints.path(settings, session.get_one(Checkpoint, job.parent_checkpoint_id))
    return TrainConfig(
        job_id=job.id,
        attempt=job.attempt,
        model=size_config(job.model),
        size=job.model,
        recipe=recipe_adapter.validate_python(job.recipe),
        dataset=DatasetRef.model_validate(
            {
                "path": settings.dataset_path(dataset.id),
                "kind": dataset.kind,
                "sha256": dataset.sha256,
                "name": dataset.name,
            }
        ),
        run_dir=settings.run_dir(job.id),
        shard_dir=settings.shards_dir,
        cache_dir=settings.cache_dir,
        parent=parent,
        tokenizer=None,
        device="cuda" if job.gpus else "cpu",
        resume=True,
    )


def _end_attempt(session: Session, job: Job, number: int, outcome: str, cause: str | None) -> None:
    leases.release(session, job.id, number)
    attempt = session.get_one(Attempt, (job.id, number))
    attempt.ended_at = now()
    attempt.outcome = outcome
    attempt.cause = cause
