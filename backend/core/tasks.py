"""Tasks: heavy work on the processor. The row is the truth, a Celery message only a wake-up."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.core import idempotency, task_states
from backend.core.errors import IllegalTransition, NotFound
from backend.core.ids import canonical_hash, new_id, plausible
from backend.core.models import Task

TaskKind = Literal[
    "preview", "import", "check", "clean", "download", "generate", "mixture", "tokenizer",
    "compare_tokenizers",
]  # fmt: skip

_MAX_TITLE = 200


def create(
    session: Session,
    kind: TaskKind,
    title: str,
    request: dict[str, Any],
    *,
    dataset_id: str | None = None,
    idempotency_key: str | None = None,
) -> Task:
    """Queues a task; the caller commits, then sends a wake-up.

    The same key and request give the task that is there.

    Args:
        title: what it does, in words a person reads in a list: ``Check poems``.
        request: ids and options, never paths.
        dataset_id: the dataset that it works on, if there is one already.

    Raises SpecError for a key that cannot be kept, Conflict for one that came with another request.
    """
    request_hash = canonical_hash({"kind": kind, "request": request, "dataset": dataset_id})
    stored = idempotency.stored(session, Task, idempotency_key, request_hash)
    if stored is not None:
        return stored
    task = Task(
        id=new_id("task"),
        kind=kind,
        title=title[:_MAX_TITLE],
        state=task_states.QUEUED,
        request=request,
        dataset_id=dataset_id,
        idempotency_key=idempotency_key,
        request_hash=request_hash,
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


def list_tasks(
    session: Session,
    *,
    states: Collection[str] = (),
    dataset_id: str | None = None,
    kind: str | None = None,
    limit: int = 100,
) -> list[Task]:
    """Newest first.

    Args:
        states: none: all of them.
    """
    query = select(Task).order_by(Task.created_at.desc(), Task.id).limit(limit)
    if states:
        query = query.where(Task.state.in_(states))
    if dataset_id is not None:
        query = query.where(Task.dataset_id == dataset_id)
    if kind is not None:
        query = query.where(Task.kind == kind)
    return list(session.scalars(query))


def cancel(session: Session, task: Task) -> None:
    """Ends a task: a queued one at once, a running one as soon as its process hears of it.

    Raises IllegalTransition when it has ended.
    """
    task_states.lock(session, task)
    if task.state == task_states.RUNNING:
        task.cancel = True
        session.flush()
        return
    if task.state in task_states.ENDED:
        raise IllegalTransition(f"Task {task.id} is {task.state} already.", current=task.state)
    task_states.transition(session, task, task_states.CANCELLED)


def retry(session: Session, task: Task) -> None:
    """Puts a failed or cancelled task back into the queue. Raises IllegalTransition."""
    task_states.transition(
        session, task, task_states.QUEUED, values={"restarts": 0, "note": None, "started_at": None}
    )


def unended_about(session: Session, dataset_id: str) -> list[Task]:
    """Tasks queued or under way that work on a dataset, or name it in their request."""
    query = select(Task).where(Task.state.in_(task_states.ACTIVE)).order_by(Task.created_at)
    return [
        task
        for task in session.scalars(query)
        if task.dataset_id == dataset_id or json.dumps(dataset_id) in json.dumps(task.request)
    ]


def forget(session: Session, before: datetime, kind: TaskKind | None = None) -> int:
    """Removes the rows of tasks (of a kind) that ended before a moment; how many there were."""
    old = delete(Task).where(Task.state.in_(task_states.ENDED), Task.finished_at < before)
    if kind is not None:
        old = old.where(Task.kind == kind)
    return len(session.execute(old.returning(Task.id)).scalars().all())
