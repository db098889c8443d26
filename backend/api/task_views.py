"""Tasks as answers."""

from __future__ import annotations

from backend.api.schemas.tasks import TaskError, TaskInfo, TaskProgress
from backend.core.models import Task


def task_info(task: Task) -> TaskInfo:
    """A task as an answer."""
    told = {name: getattr(task, name) for name in TaskInfo.model_fields if hasattr(task, name)}
    told["progress"] = TaskProgress.model_validate(task.progress) if task.progress else None
    told["error"] = TaskError.model_validate(task.error) if task.error else None
    return TaskInfo.model_validate({**told, "stopping": task.cancel})
