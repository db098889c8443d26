"""Tasks: heavy work on the processor. The row is the truth, a Celery message only a wake-up."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy.orm import Session

from backend.core.errors import NotFound
from backend.core.ids import new_id, plausible
from backend.core.models import Task

TaskKind = Literal[
    "preview", "import", "check", "clean", "download", "generate", "mixture", "tokenizer",
    "compare_tokenizers",
]  # fmt: skip


def create(
    session: Session,
    kind: TaskKind,
    title: str,
    request: dict[str, Any],
    *,
    dataset_id: str | None = None,
) -> Task:
    """Queues a task; the caller commits, then sends a wake-up.

    Args:
        title: what it does, in words a person reads in a list: ``Check poems``.
        request: ids and options, never paths.
        dataset_id: the dataset that it works on, if there is one already.
    """
    task = Task(
        id=new_id("task"),
        kind=kind,
        title=title,
        state="queued",
        request=request,
        dataset_id=dataset_id,
    )
    session.add(task)
    session.flush()
    return task


def get(session: Session, task_id: str) -> Task:
    """Raises NotFound."""
    task = session.get(Task, task_id) if plausible(task_id) else None
    if task is None:
        raise NotFound(f"There is no task {task_id[:80]!r}.")
    return task
