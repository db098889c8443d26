"""What every answer has in common. Times are UTC, durations seconds, losses nats a token."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

# A response always carries every field, also one that has a default: types generated from the
# document then need no "maybe undefined".
_ALWAYS = ConfigDict(json_schema_serialization_defaults_required=True, extra="forbid")


class Answer(BaseModel):
    """Always carries every field, also one that has a default."""

    model_config = _ALWAYS


class Health(Answer):
    """The API answers."""

    status: Literal["ok"] = "ok"
