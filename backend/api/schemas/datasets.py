"""Datasets, and what depends on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from backend.api.schemas.common import Answer
from backend.api.schemas.tasks import TaskInfo
from backend.core.status import Status
from minimind.spec.rows import RowKind


class DatasetInfo(Answer):
    """A file of rows; it never changes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "ds-5n2k7q",
                    "name": "poems",
                    "kind": "text",
                    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "bytes": 1048576,
                    "rows": 5120,
                    "filename": "poems.jsonl",
                    "errors": 0,
                    "warnings": 12,
                    "checked": True,
                    "ready": True,
                    "origin": {"how": "upload", "file": "poems.jsonl"},
                    "created_at": "2026-01-31T12:00:00Z",
                }
            ]
        }
    )

    id: str
    name: str
    kind: RowKind
    sha256: str
    bytes: int
    rows: int
    filename: str | None
    errors: int = Field(description="Rows that cannot be trained: jobs refuse the dataset.")
    warnings: int | None = Field(
        description="Rows that look wrong but can be trained; null while it was not checked."
    )
    checked: bool = Field(description="Whether there is a report.")
    ready: bool = Field(description="Whether jobs take it.")
    origin: dict[str, Any] = Field(
        description="`how` it came (upload, inbox, download, clean, generate, mixture), from what."
    )
    created_at: datetime


class DatasetChanges(BaseModel):
    """What can be changed of a dataset."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=200)


class DatasetName(Answer):
    """A dataset by its name."""

    id: str
    name: str


class JobUse(Answer):
    """A job that was trained on it, or will be."""

    id: str
    name: str
    stage: str
    status: Status


class CheckpointUse(Answer):
    """A checkpoint that learned from it."""

    id: str
    job_id: str
    step: int


class DatasetUses(Answer):
    """Where a dataset comes from and what it went into. What is deleted is left out."""

    sources: list[DatasetName] = Field(description="Datasets that it was made from.")
    datasets: list[DatasetName] = Field(description="Datasets that were made from it.")
    jobs: list[JobUse]
    checkpoints: list[CheckpointUse]
    tasks: list[TaskInfo] = Field(description="Queued or under way.")
