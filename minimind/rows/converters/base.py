"""What every converter is, and how values of strangers' rows are read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from minimind.spec.preview import RowFormat
from minimind.spec.rows import RowKind

Row = dict[str, Any]


class Unfit(Exception):
    """A row that a converter cannot convert; says why, in a sentence."""


@dataclass(frozen=True)
class Converter:
    """Turns rows of one format into the family's.

    Attributes:
        title: for people, within a sentence.
        kind: of the rows that it makes.
        fields: that it reads.
        needs: those without which it is nothing, in words.
        fits: whether a row looks like the format; quick, and never raises.
        convert: (row, set to add the names of what is left out to) -> the family's row. Raises
            Unfit. Fields beside ``fields`` are left out too; naming them is left to the caller.
    """

    format: RowFormat
    title: str
    kind: RowKind
    fields: tuple[str, ...]
    needs: str
    fits: Callable[[Row], bool]
    convert: Callable[[Row, set[str]], Row]


def words(value: Any, field: str) -> str:
    """A text, or "" for nothing. Raises Unfit for what is no text."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return "".join(_part(part, field) for part in value)
    raise Unfit(f"'{field}' is not a text.")


def needed(value: Any, field: str) -> str:
    """A text with words in it. Raises Unfit."""
    if value is None:
        raise Unfit(f"'{field}' is missing.")
    text = words(value, field)
    if not text.strip():
        raise Unfit(f"'{field}' is empty.")
    return text


def _part(part: Any, field: str) -> str:
    """Of a message in parts, as OpenAI has them."""
    if isinstance(part, str):
        return part
    if isinstance(part, dict) and part.get("type", "text") in ("text", "input_text", "output_text"):
        return words(part.get("text"), field)
    kind = str(part.get("type")) if isinstance(part, dict) else type(part).__name__
    raise Unfit(f"'{field}' holds a part of the type {kind[:40]!r}, which is no text.")


def filled(row: Row, names: Iterable[str]) -> str | None:
    """The first of the fields that holds something."""
    return next((name for name in names if row.get(name) not in (None, "", [])), None)


def unpacked(value: Any, field: str) -> Any:
    """What a string of JSON holds; other values as they are. Raises Unfit."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise Unfit(f"'{field}' is a string, but not of JSON.") from error
