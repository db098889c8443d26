"""Tasks: heavy work on data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from backend.api.schemas.common import Answer
from backend.core.task_states import TaskState
from backend.core.tasks import TaskKind


class TaskProgress(Answer):
    """How far a task is."""

    activity: str = Field(description="What is being done, in words.")
    done: int
    total: int | None = Field(description="Null when nobody knows.")
    unit: str = Field(description="Of `done` and `total`: bytes, rows, ...")
    rate: float | None = Field(
        default=None, description="Units a second of late; null where that says nothing."
    )


class TaskError(Answer):
    """Why a task failed."""

    code: str
    message: str
    field: str | None
    line: int | None = Field(description="1-based line of the file.")
    remedy: str | None


class TaskInfo(Answer):
    """A piece of work on data: queued, running, and what came of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "task-4m2k7q5n3xab",
                    "kind": "check",
                    "title": "Check poems",
                    "state": "running",
                    "stopping": False,
                    "request": {"dataset": "ds-5n2k7q"},
                    "dataset_id": "ds-5n2k7q",
                    "note": None,
                    "progress": {
                        "activity": "Checking rows",
                        "done": 20480,
                        "total": 51200,
                        "unit": "rows",
                        "rate": None,
                    },
                    "result": None,
                    "error": None,
                    "tries": 1,
                    "created_at": "2026-01-31T12:00:00Z",
                    "started_at": "2026-01-31T12:00:01Z",
                    "finished_at": None,
                }
            ]
        }
    )

    id: str
    kind: TaskKind
    title: str = Field(description="What it does, in words.")
    state: TaskState
    stopping: bool = Field(description="Somebody asked it to end, and it will in a moment.")
    request: dict[str, Any] = Field(description="What it was asked for.")
    dataset_id: str | None = Field(description="The dataset that it works on or has made.")
    note: str | None = Field(description="Why it waits, or was started again.")
    progress: TaskProgress | None
    result: dict[str, Any] | None = Field(
        description="Of a task that makes a dataset: `dataset_id`, and whether it was `created` or "
        "was there already. Of a preview: the preview."
    )
    error: TaskError | None
    tries: int = Field(description="How often it was started.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
