"""Uploads on their way in."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from backend.api.schemas.common import Answer
from minimind.spec.preview import Container, Encoding, RowFormat
from minimind.spec.rows import RowKind


class UploadInfo(Answer):
    """A file that is being received in pieces."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "up-5n2k7q",
                    "filename": "poems.jsonl.gz",
                    "bytes": 4294967296,
                    "received": 1048576,
                    "created_at": "2026-01-31T12:00:00Z",
                    "expires_at": "2026-02-01T12:00:00Z",
                }
            ]
        }
    )

    id: str
    filename: str
    bytes: int
    received: int  # of them, those that are surely there
    created_at: datetime
    expires_at: datetime


class PreviewAsk(BaseModel):
    """How the first rows of a file are read; what is left out is told from its content."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"format": "alpaca", "mapping": {"output": "reply"}}]},
    )

    container: Container | None = None
    format: RowFormat | None = None
    mapping: dict[str, str] = Field(
        {}, max_length=50, description="Field of the row -> column or key of the file."
    )
    row_kind: RowKind | None = Field(None, description="Refuse rows that become another kind.")
    encoding: Encoding | None = None
    rows: int = Field(20, ge=1, le=100, description="How many are shown.")
