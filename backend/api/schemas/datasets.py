"""Datasets."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict

from backend.api.schemas.common import Answer
from minimind.spec.rows import RowKind


class DatasetInfo(Answer):
    """An uploaded file of rows; it never changes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "ds-5n2k7q",
                    "name": "poems",
                    "kind": "text",
                    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "bytes": 1048576,
                    "rows": 5120,
                    "filename": "poems.jsonl",
                    "created_at": "2026-01-31T12:00:00Z",
                }
            ]
        }
    )

    id: str
    name: str
    kind: RowKind
    sha256: str
    bytes: int
    rows: int
    filename: str | None
    created_at: datetime
