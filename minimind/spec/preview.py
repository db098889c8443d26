"""What an import is asked for, and what it shows before it is made: the preview.

Requests are what ``request.json`` of the work holds; ``minimind.rows.importing`` does the work.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from minimind.spec.rows import RowKind

# How the file is built, after it is unpacked. Told from its content; the name decides in doubt.
Container = Literal["jsonl", "json", "csv", "tsv", "parquet"]
CONTAINERS: tuple[Container, ...] = get_args(Container)
Compression = Literal["gzip", "zstd"]
Encoding = Literal["utf-8", "utf-16", "gb18030"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)

# How a row is built. "native" is the family's own: it is copied as it stands.
RowFormat = Literal[
    "native", "sharegpt", "alpaca", "messages", "pairs", "question_answer", "plain_text"
]
ROW_FORMATS: tuple[RowFormat, ...] = get_args(RowFormat)

# Fields that a mapping may give a column to.
MAPPED_FIELDS = (
    "text",
    "conversations",
    "messages",
    "instruction",
    "input",
    "output",
    "history",
    "question",
    "answer",
    "system",
    "prompt",
    "chosen",
    "rejected",
    "tools",
)


class Reading(BaseModel):
    """Which file is read, and how. Whatever is None is told from the content.

    Attributes:
        source: absolute path of a plain file.
        filename: the user's name for it.
        format: how its rows are built.
        mapping: field -> column of the file; when given, other columns are not looked at.
        row_kind: refuse the file when its rows turn into another kind.
        encoding: of text files; None: UTF-8, or UTF-16 when the file says so in its first bytes.
        max_bytes: that the unpacked and converted rows may have.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Path
    filename: str = Field(min_length=1, max_length=1024)
    container: Container | None = None
    format: RowFormat | None = None
    mapping: dict[str, str] = {}
    row_kind: RowKind | None = None
    encoding: Encoding | None = None
    max_bytes: int | None = Field(None, gt=0)


class PreviewRequest(Reading):
    """``request.json`` of a preview."""

    kind: Literal["preview"] = "preview"
    rows: int = Field(20, ge=1, le=100)  # shown


class ImportRequest(Reading):
    """``request.json`` of an import.

    Attributes:
        min_free_bytes: that must stay free on the disk.
        take: nobody else writes to the source (a finished upload), so its content need not be
            copied.
        tokenizer: the shipped one when None.
        max_length: of a sequence, in tokens, for the report.
        validation: a dataset that this one should not overlap with.
        validation_name: what the report calls it.
    """

    kind: Literal["import"] = "import"
    min_free_bytes: int = Field(0, ge=0)
    take: bool = False
    tokenizer: Path | None = None
    max_length: int = Field(512, ge=8)
    validation: Path | None = None
    validation_name: str | None = None


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PreviewRow(_Part):
    """One row before and after. Long texts are shortened."""

    line: int  # of the source; for Parquet and JSON lists the number of the row
    before: Any  # the row as it was read; a string when it could not be
    after: dict[str, Any] | None  # None: it cannot be converted
    problem: str | None  # why not, or what would be wrong with it


class PreviewCandidate(_Part):
    """A format that fits the first rows."""

    format: RowFormat
    title: str
    kind: RowKind
    share: float  # of the first rows that it can convert


class Preview(_Part):
    """``result.json`` of a preview."""

    container: Container
    compression: Compression | None
    encoding: Encoding | None  # None for Parquet
    bytes: int  # of the source
    columns: list[str]  # or keys of the first rows
    format: RowFormat | None  # None: none fits, see ``problem``
    title: str | None  # of the format, in words
    kind: RowKind | None
    problem: str | None  # why none fits, and what is needed
    mapping: dict[str, str]  # field -> column that is read for it
    dropped: list[str]  # columns that are not kept
    candidates: list[PreviewCandidate]  # the best first
    read: int  # rows looked at
    convertible: int  # of them
    rows: list[PreviewRow]
    notes: list[str]  # what a person should know, sentences
