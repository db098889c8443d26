"""Uploads on their way in."""

from __future__ import annotations

from datetime import datetime

from pydantic import ConfigDict

from backend.api.schemas.common import Answer


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
