"""What every piece of work that makes a dataset leaves in its folder."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from minimind.spec.rows import RowKind


class Made(BaseModel):
    """``result.json``: ``data.jsonl`` holds the dataset, ``notes/`` what was found out about it."""

    model_config = ConfigDict(frozen=True)

    kind: RowKind
    sha256: str  # of data.jsonl
    bytes: int
    rows: int  # lines that are not blank
    errors: int  # as in the report
    warnings: int
    notes: list[str] = []  # what a person should know of how it was made, sentences
