"""Bodies of what people ask of a job."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from backend.core.control import Changes


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StopRequest(_Request):
    """How to stop."""

    force: bool = Field(default=False, description="At once, without waiting for a checkpoint.")


class ResumeRequest(_Request):
    """How to go on."""

    changes: Changes | None = Field(default=None, description="What it does otherwise from now on.")


class RetryRequest(_Request):
    """How to try again."""

    from_checkpoint: bool | None = Field(
        default=None, description="Left out: from the newest checkpoint, if there is one."
    )
    changes: Changes | None = Field(default=None, description="What it does otherwise from now on.")
