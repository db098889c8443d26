"""What a mixture of datasets can be asked for: shared by the API and by the work itself."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_PARTS = 50


class PartOptions(BaseModel):
    """How much of one dataset. With neither field all its rows are taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weight: float | None = Field(
        default=None,
        gt=0,
        le=1_000_000,
        allow_inf_nan=False,
        title="Weight",
        description="Its share, measured against the weights of the other parts: 3 and 1 make "
        "three quarters and one quarter.",
    )
    max_rows: int | None = Field(
        default=None,
        ge=1,
        le=10**12,
        title="At most",
        description="Take so many of its rows at random, or all when it has fewer.",
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.weight is not None and self.max_rows is not None:
            raise ValueError("A part has a weight or max_rows, not both")
        return self


class MixtureOptions(BaseModel):
    """How the parts become one dataset."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(
        default=1,
        ge=0,
        le=2**31 - 1,
        title="Seed",
        description="The same seed and parts give the same file, on every machine.",
    )
    by: Literal["rows", "characters"] = Field(
        default="rows",
        title="Shares of",
        description="What weights divide: rows, or characters, so that a dataset of long rows "
        "does not outweigh the others.",
    )
    total: int | None = Field(
        default=None,
        ge=1,
        le=10**15,
        title="In all",
        description="How many rows (or characters) the mixture shall have. Empty: as many as go "
        "without repeating any; when rows may be repeated, as many as it takes to use all.",
    )
    repeat: bool = Field(
        default=False,
        title="Repeat",
        description="Use rows again where a dataset has too few for its share. Off: it gives "
        "what it has.",
    )
    drop_duplicates: bool = Field(
        default=True,
        title="Each row once",
        description="Leave out rows that stand in another part already, word for word, or twice "
        "in one.",
    )
    side: Literal["all", "train", "held_out"] = Field(
        default="all",
        title="Side",
        description="held_out takes only rows that training on this fraction holds out, train "
        "only the others. A hash of a row's words decides, so a row never changes sides.",
    )
    fraction: float = Field(
        default=0.05,
        gt=0,
        lt=1,
        title="Held-out share",
        description="How large the held-out side is.",
    )
