"""Checkpoints as the database knows them: found, listed, resolved to directories."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.errors import NotFound
from backend.core.ids import plausible
from backend.core.models import Checkpoint, Job
from backend.core.settings import Settings
from minimind.spec import RunDir


def get(session: Session, checkpoint_id: str, *, keep: bool = False) -> Checkpoint:
    """A checkpoint that exists and was not removed. Raises NotFound.

    Args:
        keep: nobody can remove it before the transaction has ended.
    """
    query = select(Checkpoint).where(Checkpoint.id == checkpoint_id)
    if keep:
        query = query.with_for_update(read=True).execution_options(populate_existing=True)
    checkpoint = session.scalar(query) if plausible(checkpoint_id) else None
    if checkpoint is None:
        raise NotFound(f"There is no checkpoint {checkpoint_id[:80]!r}.")
    if checkpoint.removed_at is not None:
        raise NotFound(
            f"Checkpoint {checkpoint_id} was removed to make room for newer ones.",
            remedy="Choose one that is listed.",
        )
    return checkpoint


def list_checkpoints(session: Session, job_id: str | None = None) -> list[Checkpoint]:
    """Those not removed, newest first."""
    query = select(Checkpoint).where(Checkpoint.removed_at.is_(None))
    if job_id is not None:
        query = query.where(Checkpoint.job_id == job_id)
    order = (Checkpoint.created_at.desc(), Checkpoint.step.desc(), Checkpoint.id)
    return list(session.scalars(query.order_by(*order)))


def choose_final(session: Session, job: Job) -> Checkpoint | None:
    """What a job came to: the checkpoint marked final, None while there is none."""
    return finals(session, [job.id]).get(job.id)


def finals(session: Session, job_ids: Iterable[str]) -> dict[str, Checkpoint]:
    """The final checkpoint of each job that has one, by job id, in one query."""
    query = (
        select(Checkpoint)
        .where(Checkpoint.job_id.in_(list(job_ids)))
        .where(Checkpoint.final, Checkpoint.removed_at.is_(None))
        .order_by(Checkpoint.attempt, Checkpoint.step)
    )
    return {checkpoint.job_id: checkpoint for checkpoint in session.scalars(query)}


def path(settings: Settings, checkpoint: Checkpoint) -> Path:
    """Its directory."""
    return RunDir(settings.run_dir(checkpoint.job_id)).checkpoints / checkpoint.name


def engine_name(settings: Settings, checkpoint: Checkpoint) -> str:
    """Its name for the chat engine: the directory relative to the folder of all runs."""
    return path(settings, checkpoint).relative_to(settings.runs_dir).as_posix()
