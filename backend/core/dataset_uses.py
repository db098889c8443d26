"""What depends on a dataset, and its deletion, which waits for none of that to be left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, aliased

from backend.core import tasks
from backend.core.datasets import remove
from backend.core.db import advisory_lock
from backend.core.errors import Conflict
from backend.core.ids import now
from backend.core.models import Checkpoint, Dataset, DatasetSource, Job, Task
from backend.core.settings import Settings

_SHOWN = 3


@dataclass(frozen=True)
class Uses:
    """Everything that a dataset went into, newest first; deleted things are left out."""

    jobs: list[Job]
    checkpoints: list[Checkpoint]
    datasets: list[Dataset]  # made from it
    tasks: list[Task]  # queued or under way


def find(session: Session, dataset: Dataset) -> Uses:
    """What depends on ``dataset``."""
    jobs = select(Job).where(Job.dataset_id == dataset.id, Job.deleted_at.is_(None))
    checkpoints = (
        select(Checkpoint)
        .join(Job, Job.id == Checkpoint.job_id)
        .where(Job.dataset_id == dataset.id, Checkpoint.removed_at.is_(None))
        .order_by(Checkpoint.created_at.desc(), Checkpoint.id)
    )
    made = (
        select(Dataset)
        .join(DatasetSource, DatasetSource.dataset_id == Dataset.id)
        .where(DatasetSource.source_id == dataset.id, Dataset.deleted_at.is_(None))
        .order_by(Dataset.created_at.desc(), Dataset.id)
    )
    return Uses(
        list(session.scalars(jobs.order_by(Job.created_at.desc(), Job.id))),
        list(session.scalars(checkpoints)),
        list(session.scalars(made)),
        tasks.unended_about(session, dataset.id),
    )


def sources(session: Session, dataset: Dataset) -> list[Dataset]:
    """The datasets that it was made from, by name."""
    query = (
        select(Dataset)
        .join(DatasetSource, DatasetSource.source_id == Dataset.id)
        .where(DatasetSource.dataset_id == dataset.id)
        .order_by(Dataset.name, Dataset.id)
    )
    return list(session.scalars(query))


def cleaned_copy(session: Session, dataset: Dataset) -> Dataset | None:
    """The newest dataset without errors that was made from this one alone."""
    another = aliased(DatasetSource)
    other = exists().where(another.dataset_id == Dataset.id, another.source_id != dataset.id)
    query = (
        select(Dataset)
        .join(DatasetSource, DatasetSource.dataset_id == Dataset.id)
        .where(DatasetSource.source_id == dataset.id, ~other)
        .where(Dataset.errors == 0, Dataset.deleted_at.is_(None))
        .order_by(Dataset.created_at.desc(), Dataset.id)
        .limit(1)
    )
    return session.scalar(query)


def delete_dataset(session: Session, dataset: Dataset) -> None:
    """Forgets a dataset; ``remove_files`` follows the commit.

    While rows of deleted jobs name it, its row stays hidden (``purge``). Raises Conflict while
    something depends on it.
    """
    # The lock of its content: nobody may be given this one for the same file meanwhile.
    advisory_lock(session, f"dataset:{dataset.sha256}")
    session.refresh(dataset, with_for_update=True)
    uses = find(session, dataset)
    dependents = [
        *(f"job '{job.name}' ({job.id})" for job in uses.jobs),
        *(f"dataset '{made.name}' ({made.id})" for made in uses.datasets),
        *(f"task '{task.title}' ({task.id})" for task in uses.tasks),
    ]
    if dependents:
        raise Conflict(
            f"'{dataset.name}' is needed by {_listed(dependents)}.",
            remedy="Delete what depends on it first, and cancel tasks that read it.",
        )
    if session.scalar(select(exists().where(Job.dataset_id == dataset.id))):
        dataset.deleted_at = now()
        dataset.sha256 = f"deleted {dataset.id}"  # the same content may come again
        session.execute(delete(DatasetSource).where(DatasetSource.dataset_id == dataset.id))
    else:
        session.delete(dataset)
    session.flush()


def remove_files(settings: Settings, dataset_id: str) -> None:
    """Of a deleted dataset. What is left after a crash is swept. Raises OSError."""
    remove(settings.dataset_path(dataset_id))
    remove(settings.dataset_notes(dataset_id))


def purge(session: Session) -> None:
    """Removes the rows of deleted datasets that no row of a job names any more."""
    named = exists().where(Job.dataset_id == Dataset.id)
    gone = delete(Dataset).where(Dataset.deleted_at.is_not(None), ~named)
    session.execute(gone.execution_options(synchronize_session=False))


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:_SHOWN])
    if more := len(names) - len(shown):
        shown.append(f"{more} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
