"""``LoraConfig``: what an adapter is made of."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from minimind.spec.stages import LoraRecipe

Projection = Literal["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
PROJECTIONS: tuple[Projection, ...] = get_args(Projection)
_TARGETS: dict[str, tuple[Projection, ...]] = {"q_o": ("q_proj", "o_proj"), "all": PROJECTIONS}


class LoraConfig(BaseModel):
    """An adapter (LoRA, Hu et al. 2021): beside a projection ``W`` of a frozen model,
    ``alpha / rank * B A`` with ``A`` ``[rank, in]`` and ``B`` ``[out, rank]``.

    ``targets`` are the last words of the projections' names; of a mixture of experts every
    expert's projection of that name has its own ``A`` and ``B``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rank: int = Field(ge=1, le=1024)
    alpha: float = Field(gt=0, le=4096)
    dropout: float = Field(default=0.0, ge=0, lt=1)  # of what the adapter reads, in training
    targets: tuple[Projection, ...] = Field(min_length=1)

    @classmethod
    def of(cls, recipe: LoraRecipe) -> LoraConfig:
        return cls(
            rank=recipe.lora_rank,
            alpha=recipe.lora_alpha,
            dropout=recipe.lora_dropout,
            targets=_TARGETS[recipe.lora_targets],
        )

    @property
    def scale(self) -> float:
        """By what the adapter's output is multiplied."""
        return self.alpha / self.rank
