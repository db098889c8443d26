"""What is found out about a dataset before anything is trained on it: its report.

Written by ``minimind.rows`` as ``report.json``; shown by the API. Every row is in it: what cannot
be trained counts as an error, what can but looks wrong as a warning.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from minimind.spec.rows import RowKind

Problem = Literal[
    "not_json",
    "encoding",
    "line_too_long",
    "missing_field",
    "wrong_type",
    "empty_text",
    "empty_turn",
    "unknown_role",
    "role_order",
    "nothing_to_learn",
    "same_answers",
    "bad_tool_call",
    "unbalanced_tags",
    "special_tokens",
    "control_characters",
    "duplicate",
    "near_duplicate",
    "in_validation_set",
    "over_length",
]
PROBLEMS: tuple[Problem, ...] = get_args(Problem)
Severity = Literal["error", "warning"]
# What a cleaned copy may do with the rows of a group. "fix": mends the row, keeps the rest of it.
Treatment = Literal["keep", "drop", "fix"]
Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Example(_Part):
    """One row with a problem."""

    line: int  # 1-based
    field: str | None
    message: str
    excerpt: str  # the words around it, 300 characters at most


class ProblemGroup(_Part):
    """All rows with one problem. A row may have several."""

    problem: Problem
    severity: Severity
    title: str
    explanation: str  # what it would do to the model, in a sentence
    remedy: str
    rows: int
    examples: list[Example]  # the first few
    treatments: list[Treatment]  # that a cleaned copy offers; the first is proposed


class Histogram(_Part):
    """``counts[i]`` rows lie in ``edges[i] <= x < edges[i + 1]``; the last one is open."""

    edges: list[int]
    counts: list[int]


class AtLength(_Part):
    """What training at one sequence length would make of the rows."""

    length: int  # tokens
    truncated_rows: Share  # that are longer; texts are split there, conversations cut off
    truncated_tokens: Share  # that no training would see
    padding: Share  # of all positions when each row is padded to the length: packing avoids it


class Tokens(_Part):
    """Counted with one tokenizer, over all rows or over an even sample of them."""

    tokenizer_sha256: str
    rows_read: int
    exact: bool  # every row was read
    tokens: int  # in all rows; estimated when not exact
    margin: int  # the estimate's 95% margin either way; 0 when exact
    trained: int  # of them, those that carry loss
    per_row: Histogram  # tokens of each row that was read
    at: list[AtLength]


class Report(_Part):
    """``report.json`` in a dataset's notes."""

    version: Literal[1] = 1
    kind: RowKind
    rows: int  # lines that are not blank
    errors: int  # rows with at least one error
    warnings: int  # rows with no error and at least one warning
    bytes: int
    characters: int  # of the texts, without the JSON around them
    turns: int  # of all conversations; 0 for text
    problems: list[ProblemGroup]  # errors first, most rows first
    lengths: Histogram  # characters a row
    languages: dict[str, int]  # rows by the script most of their letters have: zh, en, other, none
    tokens: Tokens | None  # None when no row can be read
    max_length: int  # of a sequence, that over_length was measured against
    validation: str | None  # the dataset that in_validation_set was measured against
    seconds: float
