"""Tasks: what is under way on datasets and tokenizers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from backend.api.deps import DatabaseDep, Ident, NotifierDep
from backend.api.error_docs import documented
from backend.api.schemas.tasks import TaskInfo
from backend.api.task_views import task_info
from backend.core import tasks
from backend.core.db import Database
from backend.core.models import Task
from backend.core.task_states import TaskState
from backend.core.tasks import TaskKind

router = APIRouter(prefix="/api/tasks", tags=["tasks"])

_RESPONSES = documented(403, 404, 409, 422)


@router.get("", responses=documented(422))
def list_tasks(
    database: DatabaseDep,
    state: Annotated[list[TaskState] | None, Query(description="Left out: any.")] = None,
    dataset: Annotated[
        str | None, Query(max_length=100, description="Only of this dataset.")
    ] = None,
    kind: Annotated[TaskKind | None, Query(description="Left out: any.")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="The newest so many.")] = 100,
) -> list[TaskInfo]:
    """List tasks, newest first."""
    with database.session() as session:
        found = tasks.list_tasks(
            session, states=state or (), dataset_id=dataset, kind=kind, limit=limit
        )
        return [task_info(task) for task in found]


@router.get("/{task_id}", responses=documented(404, 422))
def get_task(task_id: Ident, database: DatabaseDep) -> TaskInfo:
    """Show one task."""
    with database.session() as session:
        return task_info(tasks.get(session, task_id))


@router.post("/{task_id}/cancel", status_code=202, responses=_RESPONSES)
def cancel_task(task_id: Ident, database: DatabaseDep, notifier: NotifierDep) -> TaskInfo:
    """End a task.

    A queued one is cancelled at once. A running one is asked to stop, and ended by force if it
    does not within some seconds; until then it is shown as `stopping`.
    """
    answer = _act(database, task_id, tasks.cancel)
    notifier.changed(work=True)
    return answer


@router.post("/{task_id}/retry", status_code=202, responses=_RESPONSES)
def retry_task(task_id: Ident, database: DatabaseDep, notifier: NotifierDep) -> TaskInfo:
    """Put a failed or cancelled task back into the queue.

    One that had failed goes on from where it was, where its kind of work can.
    """
    answer = _act(database, task_id, tasks.retry)
    notifier.changed(work=True)
    return answer


def _act(database: Database, task_id: str, action: Callable[[Session, Task], None]) -> TaskInfo:
    with database.transaction() as session:
        task = tasks.get(session, task_id)
        action(session, task)
        return task_info(task)
