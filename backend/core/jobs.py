"""Jobs after they were submitted: found, ended, given back to the queue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from backend.core import adjustments, checkpoints, leases, rates, restarts, status, tokenizers
from backend.core.errors import NotFound
from backend.core.ids import now, plausible
from backend.core.jobspec import JobSpec
from backend.core.lineage import settle_children
from backend.core.models import Attempt, Checkpoint, Dataset, Job
from backend.core.rates import PROBE, PROBE_SECONDS
from backend.core.settings import Settings
from backend.core.submission import submit
from minimind.spec import DatasetRef, TrainConfig, size_config
from minimind.spec.events import Finished

__all__ = [
    "Failure",
    "JobSpec",
    "attempts",
    "finish",
    "get",
    "list_jobs",
    "listed",
    "requeue",
    "submit",
    "train_config",
]


@dataclass(frozen=True)
class _End:
    """Of an attempt: what its row says afterwards."""

    outcome: str
    cause: str | None
    reason: str | None
    cleanup: dict[str, Any] | None


@dataclass(frozen=True)
class Failure:
    """An end that the trainer could not tell itself, such as ``killed``: cause and words.

    ``fix`` is what would mend it: {label, changes, action}; ``changes`` is a patch over the job's
    spec, ``action`` is retry or clone.
    """

    cause: str
    message: str
    fix: dict[str, Any] | None = None


def get(session: Session, job_id: str) -> Job:
    """Raises NotFound, also for a deleted one."""
    job = session.get(Job, job_id) if plausible(job_id) else None
    if job is None or job.deleted_at is not None:
        raise NotFound(f"There is no job {job_id[:80]!r}.")
    return job


def list_jobs(
    session: Session,
    statuses: Collection[str] | None = None,
    limit: int | None = None,
    *,
    kind: str = "train",
    before: str | None = None,
) -> list[Job]:
    """Newest first, deleted ones left out. For the rest see ``listed``."""
    return list(session.scalars(listed(session, statuses, limit, kind=kind, before=before)))


def listed(
    session: Session,
    statuses: Collection[str] | None = None,
    limit: int | None = None,
    *,
    kind: str = "train",
    before: str | None = None,
) -> Select[Job]:
    """The query of ``list_jobs``, for whoever needs some columns only.

    Args:
        before: a job's id; only what follows it in this order. Raises NotFound for an unknown one.
    """
    query = select(Job).where(Job.kind == kind, Job.deleted_at.is_(None))
    query = query.order_by(Job.created_at.desc(), Job.id)
    if statuses:
        query = query.where(Job.status.in_(statuses))
    if before is not None:
        last = get(session, before)
        later = and_(Job.created_at == last.created_at, Job.id > last.id)
        query = query.where(or_(Job.created_at < last.created_at, later))
    return query.limit(limit)


def attempts(session: Session, job_id: str) -> list[Attempt]:
    """In order."""
    query = select(Attempt).where(Attempt.job_id == job_id).order_by(Attempt.number)
    return list(session.scalars(query))


def finish(
    session: Session,
    job: Job,
    attempt: int,
    ending: Finished | Failure,
    *,
    max_restarts: int = 0,
    cleanup: dict[str, Any] | None = None,
) -> None:
    """Ends the attempt and with it the job; frees its GPUs and settles jobs that wait for it.

    A run that only paused is paused, or queues again when nobody asked for that; one that failed
    for want of memory or by an accident queues again too.

    Args:
        max_restarts: in a row without a new checkpoint, after accidents.
        cleanup: what was looked for after the end, and found gone.

    Raises StaleAttempt.
    """
    status.lock(session, job)
    status.fence(job, attempt)
    if isinstance(ending, Failure) or ending.reason == "failed":
        _fail(session, job, attempt, ending, max_restarts=max_restarts, cleanup=cleanup)
        return
    rates.record(session, job, attempt, ending)
    at = f"at step {ending.step}."
    if ending.reason == "done":
        to, words = status.DONE, ending.message or f"Done {at}"
        reason = ending.message or None
    elif job.status == status.PAUSING:
        to, reason = status.PAUSED, ending.message or f"Paused {at}"
        words = reason
    elif ending.reason == "paused" and job.status != status.STOPPING:
        words = ending.message or f"Paused {at} It continues by itself."
        requeue(session, job, attempt, words, outcome=status.PAUSED, cleanup=cleanup)
        return
    else:
        to, reason = status.STOPPED, ending.message or f"Stopped {at}"
        words = reason
    status.transition(session, job, to, attempt=attempt, reason=reason)
    _end_attempt(session, job, attempt, _End(to, None, words, cleanup))
    if to in status.ENDED:
        settle_children(session, job)


def requeue(
    session: Session,
    job: Job,
    attempt: int,
    reason: str,
    *,
    ended_reason: str | None = None,
    outcome: str = restarts.LOST,
    cause: str | None = None,
    words: str | None = None,
    cleanup: dict[str, Any] | None = None,
) -> None:
    """Gives a job whose run was interrupted back to the queue, to resume.

    One that was asked to stop is stopped instead, one that was asked to pause is paused.

    Args:
        ended_reason: why, of a job that stops or pauses; ``reason`` when left out.
        outcome: of the attempt, when the job queues again.
        words: why the attempt ended, when that is not the reason of the job.

    Raises StaleAttempt.
    """
    status.lock(session, job)
    status.fence(job, attempt)
    if job.status in (status.STOPPING, status.PAUSING):
        asked = status.STOPPED if job.status == status.STOPPING else status.PAUSED
        why = ended_reason or reason
        status.transition(session, job, asked, attempt=attempt, reason=why)
        _end_attempt(session, job, attempt, _End(asked, cause, words or why, cleanup))
        if asked == status.STOPPED:
            settle_children(session, job)
    else:
        # Before its first step an attempt that began anew has made nothing to go on from.
        row = session.get_one(Attempt, (job.id, attempt), populate_existing=True)
        values: dict[str, Any] = {
            "resume": job.resume or row.start_step is not None,
            "restarts": job.restarts + (outcome not in (status.PAUSED, restarts.SHUT_DOWN)),
        }
        status.transition(
            session, job, status.QUEUED, attempt=attempt, reason=reason, values=values
        )
        _end_attempt(session, job, attempt, _End(outcome, cause, words or reason, cleanup))


def train_config(session: Session, settings: Settings, job: Job) -> TrainConfig:
    """What the trainer reads for the present attempt of a claimed job."""
    dataset = session.get_one(Dataset, job.dataset_id)
    tokenizer = tokenizers.of_job(session, job)

    def directory(checkpoint_id: str | None) -> Path | None:
        if checkpoint_id is None:
            return None
        return checkpoints.path(settings, session.get_one(Checkpoint, checkpoint_id))

    return TrainConfig(
        job_id=job.id,
        attempt=job.attempt,
        model=size_config(job.model, tokenizer.vocab_size),
        size=job.model,
        recipe=adjustments.recipe(job),
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
        parent=directory(job.parent_checkpoint_id),
        teacher=directory(job.teacher_checkpoint_id),
        tokenizer=tokenizers.file(settings, tokenizer),
        device="cuda" if job.gpus else "cpu",
        resume=job.resume,
        measure_s=PROBE_SECONDS if job.kind == PROBE else None,
    )


def _fail(
    session: Session,
    job: Job,
    attempt: int,
    ending: Finished | Failure,
    *,
    max_restarts: int,
    cleanup: dict[str, Any] | None,
) -> None:
    cause, words = ending.cause or "error", ending.message
    again = restarts.goes_on(
        session, job, attempt, cause=cause, words=words, max_restarts=max_restarts
    )
    lost = cause in (restarts.PROCESS_LOST, restarts.NODE_LOST)
    outcome = restarts.LOST if lost else status.FAILED
    if again is not None:
        requeue(
            session, job, attempt, again,
            outcome=outcome, cause=cause, words=words, cleanup=cleanup,
        )  # fmt: skip
        return
    reason = restarts.given_up(cause, words, max_restarts) or None
    fix = ending.fix if isinstance(ending, Failure) else None
    status.transition(
        session, job, status.FAILED, attempt=attempt, cause=cause, reason=reason,
        values={"fix": fix},
    )  # fmt: skip
    _end_attempt(session, job, attempt, _End(outcome, cause, reason, cleanup))
    settle_children(session, job)


def _end_attempt(session: Session, job: Job, number: int, end: _End) -> None:
    leases.release(session, job.id, number)
    attempt = session.get_one(Attempt, (job.id, number))
    attempt.ended_at = now()
    attempt.outcome, attempt.cause = end.outcome, end.cause
    attempt.reason, attempt.cleanup = end.reason, end.cleanup
