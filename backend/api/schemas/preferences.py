"""Settings that are made in the browser."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from backend.api.schemas.common import Answer
from backend.core.preferences import Preferences


class PreferencesInfo(Answer):
    """The settings, and what each may be."""

    values: Preferences
    json_schema: dict[str, Any] = Field(
        description="JSON Schema of `values`: titles, help, bounds and defaults."
    )
