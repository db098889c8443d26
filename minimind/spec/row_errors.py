"""What can make a row unfit for training."""

from __future__ import annotations

from typing import Literal

from minimind.spec.errors import SpecError

# By name: what a report groups rows by.
RowProblem = Literal[
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
]


class RowError(SpecError):
    """A row that cannot be trained.

    Attributes:
        problem: which of the mistakes it is.
    """

    def __init__(
        self,
        message: str,
        *,
        problem: RowProblem = "wrong_type",
        field: str | None = None,
        line: int | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message, field=field, line=line, remedy=remedy)
        self.problem: RowProblem = problem
