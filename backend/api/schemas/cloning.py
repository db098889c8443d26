"""Body of a clone."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class CloneRequest(BaseModel):
    """How the new job differs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    changes: dict[str, Any] = Field(
        default_factory=dict,
        description="Fields of a job that differ; `recipe` key by key; null removes.",
    )
