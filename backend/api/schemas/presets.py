"""What the form of a new job offers."""

from __future__ import annotations

from typing import Any, Literal

from backend.api.schemas.common import Answer
from minimind.spec.rows import RowKind


class StageInfo(Answer):
    """A training stage and the JSON Schema that its form is drawn from."""

    name: str
    title: str
    help: str
    dataset_kind: RowKind
    parent: Literal["none", "optional", "required"]
    parent_stages: list[str]
    recipe_schema: dict[str, Any]
    defaults: dict[str, Any]


class ModelSize(Answer):
    """A named model size."""

    name: str
    title: str
    parameters: int
    config: dict[str, Any]


class PresetInfo(Answer):
    """A shipped recipe, complete."""

    name: str
    title: str
    stage: str
    model: str
    recipe: dict[str, Any]


class Presets(Answer):
    """Everything that the form of a new job offers."""

    stages: list[StageInfo]
    models: list[ModelSize]
    presets: list[PresetInfo]
