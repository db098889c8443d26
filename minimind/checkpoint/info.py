"""What a checkpoint says about itself, and what training needs to go on from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from torch import Tensor

SHA256 = r"^[0-9a-f]{64}$"


class CheckpointInfo(BaseModel):
    """``info.json``: where a checkpoint comes from. Plain JSON, readable without torch.

    Loss and entropy are in nats a token; ``unigram_entropy`` is as in ``events.Started``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    stage: str
    size: str = ""  # name of the shape, "" for none of the named ones
    step: int = Field(ge=0)  # optimizer updates done
    total_steps: int = Field(ge=0)
    tokens: int = Field(default=0, ge=0)  # trained on in this run, padding excluded
    dataset_name: str = ""
    dataset_sha256: str | None = Field(default=None, pattern=SHA256)
    tokenizer_sha256: str = Field(pattern=SHA256)
    parent: str | None = Field(default=None, pattern=SHA256)  # the parent's manifest hash
    # Of an adapter: where its base lies, relative to the adapter; the base is the parent.
    base: str | None = None
    job_id: str = ""
    validation_loss: float | None = None
    unigram_entropy: float | None = None
    created_at: AwareDatetime = Field(default_factory=lambda: datetime.now(UTC))
    recipe: dict[str, Any] = Field(default_factory=dict)


@dataclass
class TrainingState:
    """What resumes a run exactly; the weights themselves are the checkpoint's.

    Attributes:
        step: optimizer updates done.
        optimizer: tensors of the optimizer, ``<state>.<parameter>``, such as
            ``exp_avg.model.norm.weight``.
        rng: random generator states by name (``cpu``, ``cuda.0``), uint8.
        values: anything else that is JSON: data position, token counts, best loss.
    """

    step: int
    optimizer: dict[str, Tensor] = field(default_factory=dict)
    rng: dict[str, Tensor] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
