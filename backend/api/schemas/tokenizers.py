"""Tokenizers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from backend.api.schemas.common import Answer
from minimind.spec.tokenizers import Figures


class TokenizerInfo(Answer):
    """How text becomes numbers; it never changes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "tok-5n2k7q",
                    "name": "poems 8k",
                    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "vocab_size": 8000,
                    "shipped": False,
                    "origin": {"how": "imported"},
                    "figures": {
                        "yardstick": {
                            "en": {"texts": 10, "characters": 1533, "bytes": 1533, "tokens": 447}
                        },
                        "held_out": None,
                    },
                    "jobs": 2,
                    "created_at": "2026-01-31T12:00:00Z",
                }
            ]
        }
    )

    id: str
    name: str
    sha256: str = Field(description="Of its tokenizer.json; checkpoints carry it.")
    vocab_size: int
    shipped: bool = Field(description="It comes with the program and stays.")
    origin: dict[str, Any] = Field(
        description="`how` it came: shipped, trained (with what it was trained on), or imported."
    )
    figures: Figures | None = Field(
        description="How long texts become, by language: a short text that is the same for all "
        "(`yardstick`), and text held out of its training."
    )
    jobs: int = Field(description="Jobs that use it, with all their checkpoints.")
    created_at: datetime | None


class OpenSourceInfo(Answer):
    """Open text inside a package that may be installed."""

    name: str
    help: str
    package: str
    available: bool = Field(description="The package is installed where the API runs.")
    words: bool = Field(description="A list of counted words: nothing of it is held out.")
