"""Pipelines."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from backend.api.schemas.common import Answer
from backend.api.schemas.groups import GroupState
from backend.api.schemas.jobs import JobInfo


class PipelineStage(Answer):
    """One stage and its job."""

    key: str
    after: str | None = Field(description="Key of the stage it starts from.")
    job: JobInfo | None = Field(description="Null when it was deleted.")


class PipelineInfo(GroupState):
    """Stages in a row or in branches, in the order in which they were listed."""

    id: str
    name: str
    stages: list[PipelineStage]
    created_at: datetime


class PipelineList(Answer):
    """Pipelines, newest first, and the position from which the event stream carries on."""

    pipelines: list[PipelineInfo]
    last_event_id: int


class RetryPipelineRequest(BaseModel):
    """Where to begin."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_stage: str | None = Field(
        default=None,
        alias="from",
        description="Key of a stage. Left out: what was stopped or failed goes on.",
    )
