"""Models that can be talked to."""

from __future__ import annotations

from typing import Literal

from backend.api.schemas.common import Answer


class ChatModel(Answer):
    """A checkpoint that can be talked to, in OpenAI's list."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "minimind"
    name: str
    job_name: str
    stage: str
    model: str
    step: int
    final: bool


class ChatModels(Answer):
    """Usable checkpoints, the best default first."""

    object: Literal["list"] = "list"
    data: list[ChatModel]
