"""Plain texts: the family's own, and columns of another name."""

from __future__ import annotations

from minimind.rows.converters.base import Converter, Row, filled, needed

_NAMES = ("content", "document", "article", "passage", "body", "story", "raw_content", "sentence")


def _from_text(row: Row, left: set[str]) -> Row:
    del left
    return {"text": needed(row.get("text"), "text")}


def _from_column(row: Row, left: set[str]) -> Row:
    del left
    name = filled(row, _NAMES) or "content"
    return {"text": needed(row.get(name), name)}


NATIVE = Converter(
    "native",
    "the family's texts",
    "text",
    ("text",),
    "'text'",
    lambda row: isinstance(row.get("text"), str),
    _from_text,
)
PLAIN_TEXT = Converter(
    "plain_text",
    "plain texts",
    "text",
    _NAMES,
    "'content'",
    lambda row: isinstance(row.get(filled(row, _NAMES) or ""), str),
    _from_column,
)
