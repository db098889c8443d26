"""What pipelines and sweeps have in common."""

from __future__ import annotations

from pydantic import Field

from backend.api.schemas.common import Answer
from backend.core.status import Status


class GroupProgress(Answer):
    """How far a group of jobs is."""

    done: int = Field(description="Jobs that are done.")
    total: int
    fraction: float = Field(description="Of all steps, each job counting the same: 0 to 1.")


class GroupState(Answer):
    """How a group of jobs stands, drawn from its jobs."""

    status: Status = Field(
        description="running while one runs or may follow; failed when one failed by itself."
    )
    progress: GroupProgress
