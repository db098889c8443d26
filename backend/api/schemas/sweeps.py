"""Sweeps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from backend.api.schemas.common import Answer
from backend.api.schemas.groups import GroupState
from backend.core.status import Status


class SweepInfo(GroupState):
    """One job over many values."""

    id: str
    name: str
    stage: str
    model: str
    fields: list[str] = Field(description="What varies, in the order in which it was named.")
    counts: dict[Status, int] = Field(description="How many members are in which status.")
    created_at: datetime


class SweepResult(Answer):
    """One member and what it came to so far."""

    rank: int | None = Field(description="1 for the lowest best loss; null while it has none.")
    job_id: str
    name: str
    values: dict[str, Any]
    status: Status
    reason: str | None = Field(description="Why it is in this status, in words.")
    best_validation_loss: float | None = Field(
        description="The lowest of its saved checkpoints and of its last validation."
    )
    validation_loss: float | None = Field(description="The last one.")
    loss: float | None = Field(description="Of the last step that was reported.")
    step: int | None
    total_steps: int | None
    seconds: float | None
    best_checkpoint_id: str | None
    final_checkpoint_id: str | None


class SweepDetail(Answer):
    """A sweep with its table of results."""

    sweep: SweepInfo
    results: list[SweepResult] = Field(description="The best first; without a loss last.")
    last_event_id: int


class SweepList(Answer):
    """Sweeps, newest first, and the position from which the event stream carries on."""

    sweeps: list[SweepInfo]
    last_event_id: int
