"""Datasets that are made here: by generators, and out of others."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from backend.api.schemas.common import Answer
from minimind.spec.rows import RowKind


class GeneratorInfo(Answer):
    """A generator: what it makes, and what it can be asked for."""

    name: str
    title: str
    description: str
    licence: str = Field(description="Where its words come from, and under which terms.")
    kind: RowKind = Field(description="Of its rows, unless its options ask for another.")
    json_schema: dict[str, Any] = Field(
        description="JSON Schema of its options: titles, help, bounds and defaults."
    )
    examples: list[dict[str, Any]] = Field(description="Rows that it makes with its defaults.")


class GeneratorWish(BaseModel):
    """A generator's options."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    options: dict[str, Any] = Field(
        default_factory=dict, description="As its JSON Schema says; left out: the defaults."
    )


class GeneratedSpec(GeneratorWish):
    """A dataset that is to be made by a generator."""

    generator: str = Field(max_length=100, description="One of /api/generators.")
    name: str = Field(max_length=200, description="Of the new dataset.")


class ExampleRows(Answer):
    """What a generator makes with certain options."""

    kind: RowKind
    rows: list[dict[str, Any]]
