"""The one exception for mistakes that a user can mend."""

from __future__ import annotations


class SpecError(ValueError):
    """A user's mistake: says what is wrong, where, and what to do about it.

    Attributes:
        message: what is wrong, one sentence.
        field: dotted name of the offending field (``recipe.learning_rate``), or None.
        line: 1-based line of the offending dataset row, or None.
        remedy: what to do, one sentence, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        line: int | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.line = line
        self.remedy = remedy

    def __str__(self) -> str:
        where = [f"line {self.line}" if self.line is not None else "", self.field or ""]
        prefix = ", ".join(part for part in where if part)
        text = f"{prefix}: {self.message}" if prefix else self.message
        return f"{text} {self.remedy}" if self.remedy else text
