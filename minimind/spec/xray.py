"""A row as a model will see it, and pages of rows: what the API and the shell show."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from minimind.spec.report import Problem
from minimind.spec.rows import RowKind

View = Literal["training", "prompt"]
Language = Literal["none", "zh", "en", "other"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Token(_Part):
    """One token of a row."""

    id: int
    text: str = Field(
        description="A control token's name; of a part of a character its bytes, as \\xe4."
    )
    whole: bool = Field(description="It holds whole characters only.")
    control: bool = Field(description="It begins or ends a turn or a text; no words can spell it.")
    trained: bool = Field(description="The model learns to predict it.")


class TokenRow(_Part):
    """One sequence of tokens. A row of preferences has two."""

    name: Literal["row", "chosen", "rejected"]
    length: int = Field(description="Tokens in all.")
    trained: int = Field(description="Of them, those that the model learns to predict.")
    cuts: list[int] = Field(
        description="Where training cuts it: at the first token that a stretch no longer holds."
    )
    lost: int = Field(description="Tokens after the last cut that no training sees.")
    offset: int = Field(description="Number of the first token given here, from 0.")
    tokens: list[Token]


class BrokenRow(_Part):
    """Why a row cannot be trained."""

    message: str
    field: str | None
    remedy: str | None


class Xray(_Part):
    """A row as the model will see it."""

    row: int = Field(description="Its number, from 0.")
    line: int = Field(description="Its line in the file, from 1.")
    kind: RowKind
    view: View
    text: str = Field(description="The row in the chat format, shortened when it is very long.")
    source: str = Field(description="The line of the file, shortened when it is very long.")
    sequences: list[TokenRow]
    seq_len: int
    tokenizer_sha256: str
    problems: list[Problem]
    broken: BrokenRow | None = Field(description="Then there are no sequences.")


class RowInfo(_Part):
    """A row in a list."""

    row: int
    line: int
    words: str = Field(description="Its first words; the line itself when it cannot be read.")
    bytes: int
    characters: int
    language: Language
    problems: list[Problem]


class RowPage(_Part):
    """Some rows that fit a filter, in their order."""

    rows: list[RowInfo]
    looked_at: int = Field(description="Rows of the dataset that this page has passed.")
    total: int = Field(description="Rows of the dataset.")
    next: int | None = Field(
        description="Ask for rows from here on; none: this is the end. A page may hold fewer rows "
        "than asked for, or none, when looking for more would take long."
    )


class RowFilter(_Part):
    """Which rows to show. All that is given must hold."""

    search: str = Field(default="", max_length=200, description="Words that stand in the row.")
    problem: Problem | None = Field(default=None, description="It has this problem.")
    language: Language | None = Field(default=None, description="Most of it is in this language.")
    min_characters: int = Field(default=0, ge=0)
    max_characters: int | None = Field(default=None, ge=0)
