"""The queue, and what people change about its order."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from backend.api.schemas.common import Answer
from backend.core.ordering import MAX_PRIORITY


class JobAhead(Answer):
    """A job that must end before another one can start."""

    job_id: str
    name: str
    ends_at: datetime | None = Field(
        default=None, description="When it is expected to end; null when nobody knows."
    )


class QueueEntry(Answer):
    """A job in the queue."""

    place: int = Field(description="1 is the first of all that wait.")
    job_id: str
    name: str
    kind: str
    stage: str
    model: str
    gpus: int = Field(description="On each machine; 0: the processor.")
    nodes: int = Field(description="Over how many machines.")
    wanted_node: str | None
    gpu_model: str | None
    priority: int
    held: bool
    reason: str | None = Field(description="Why it waits, in words.")
    starts_at: datetime | None = Field(
        description="When it is expected to start; null when nobody knows."
    )
    behind: list[JobAhead] = Field(description="Jobs whose end it waits for, if it comes next.")
    created_at: datetime


class QueuePage(Answer):
    """Jobs that wait, in the order in which they are looked at."""

    jobs: list[QueueEntry]
    total: int = Field(description="How many wait in all.")


class QueueChange(BaseModel):
    """What changes about a job's place; what is left out stays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    priority: int | None = Field(
        default=None,
        ge=-MAX_PRIORITY,
        le=MAX_PRIORITY,
        description="Higher starts earlier. Of a running or paused job it counts when it waits "
        "again.",
    )
    held: bool | None = Field(
        default=None, description="true: it stays in the queue, but does not start."
    )
    before: str | None = Field(
        default=None, max_length=80, description="A waiting job to go right before."
    )
    after: str | None = Field(
        default=None, max_length=80, description="A waiting job to go right after."
    )
