"""Signing in."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.api.schemas.common import Answer


class SignIn(BaseModel):
    """A one-time token, printed by ``scripts/up``."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"token": "ml_..."}]})

    token: str = Field(min_length=1, max_length=500)


class SessionInfo(Answer):
    """Who is asking."""

    kind: Literal["session", "api"]
    name: str
