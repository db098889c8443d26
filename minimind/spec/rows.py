"""Dataset rows: what a line of each kind of JSONL file must hold, checked line by line.

Reads in constant memory. Every complaint is a SpecError with the line, the field and the remedy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic_core import from_json

from minimind.spec.errors import SpecError
from minimind.spec.row_errors import RowError, RowProblem
from minimind.spec.turns import Turn, check_tools, check_turns, has_tools, plain_turns

RowKind = Literal["text", "conversations", "preferences"]
ROW_KINDS: tuple[RowKind, ...] = ("text", "conversations", "preferences")

# Longer lines are nearly always a file that is not JSONL at all; reading stops at this many bytes.
MAX_LINE_BYTES = 4 * 2**20

_EXAMPLES: dict[RowKind, str] = {
    "text": '{"text": "some words"}',
    "conversations": '{"conversations": [{"role": "user", "content": "Hi"}, '
    '{"role": "assistant", "content": "Hello!"}]}',
    "preferences": '{"chosen": [{"role": "user", "content": "Hi"}, {"role": "assistant", '
    '"content": "Hello!"}], "rejected": [{"role": "user", "content": "Hi"}, '
    '{"role": "assistant", "content": "What?"}]}',
}
# The field by which a row shows its kind.
_MARKS: dict[RowKind, str] = {
    "text": "text",
    "conversations": "conversations",
    "preferences": "chosen",
}


class LineSource(Protocol):
    """A binary file, or what reads like one."""

    def readline(self, limit: int = -1, /) -> bytes: ...


def read_lines(file: LineSource, first: int = 1) -> Iterator[tuple[int, str]]:
    """Yields (line number, text) for each line that is not blank, counting from ``first``.

    Line 1 may begin with a byte-order mark.

    Raises SpecError for a line over MAX_LINE_BYTES or bytes that are not UTF-8.
    """
    number = first - 1
    while raw := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(raw) > MAX_LINE_BYTES:
            raise RowError(
                f"The line is longer than {MAX_LINE_BYTES // 2**20} MiB.",
                problem="line_too_long",
                line=number,
                remedy="Write one JSON object a line and split very long texts.",
            )
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        try:
            text = raw.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise RowError(
                f"Byte {error.start + 1} of the line is not UTF-8.",
                problem="encoding",
                line=number,
                remedy="Save the file with UTF-8 encoding.",
            ) from error
        if text:
            yield number, text


def parse_row(text: str, kind: RowKind, line: int) -> dict[str, Any]:
    """The checked row of one line. Raises SpecError."""
    try:
        row = from_json(text, cache_strings="keys")  # texts do not repeat
    except ValueError:
        row = _loads(text, kind, line)
    if not isinstance(row, dict):
        message = f"The line is a JSON {_json_type(row)}, not an object."
        raise _wrong("wrong_type", kind, line, None, message)
    if "\\u" in text:
        _check_unicode(row, line)
    match kind:
        case "text":
            words = row.get("text")
            if not isinstance(words, str) or not words.strip():
                raise _text_error(row, line)
        case "conversations":
            _check_conversation(row, kind, "conversations", line)
        case "preferences":
            _check_preferences(row, line)
    return row


def row_turns(row: dict[str, Any], field: str = "conversations") -> list[Turn]:
    """The plain turns of a checked ``conversations`` row (or ``chosen``, ``rejected`` of a pair).

    Tools, calls and results are words in them (``minimind.spec.turns``).
    """
    turns, tools = row[field], row.get("tools")
    if has_tools(turns, tools):
        return plain_turns(turns, tools)
    return [{"role": turn["role"], "content": turn["content"]} for turn in turns]


def preference_turns(row: dict[str, Any]) -> tuple[list[Turn], list[Turn]]:
    """The (chosen, rejected) conversations of a checked ``preferences`` row."""
    return row_turns(row, "chosen"), row_turns(row, "rejected")


def row_identity(row: dict[str, Any], kind: RowKind) -> str:
    """The plain words of a row, the same for a conversation and for its text alone.

    The held-out split hashes this, so words held out of one stage stay held out of the next. A
    pair counts as its chosen conversation.
    """
    if kind == "text":
        return row["text"].strip()
    turns, tools = row["conversations" if kind == "conversations" else "chosen"], row.get("tools")
    if has_tools(turns, tools):
        turns = plain_turns(turns, tools)
    return "\n".join(turn["content"] for turn in turns if turn["role"] != "system").strip()


def guess_kind(text: str, line: int) -> RowKind:
    """The kind of file whose first row is ``text``. Raises SpecError when it is none."""
    try:
        row = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        row = None
    if isinstance(row, dict):
        for kind, name in _MARKS.items():
            if name in row:
                return kind
    raise SpecError(
        "The row holds neither 'text' nor 'conversations' nor 'chosen'.",
        line=line,
        remedy=f"Write rows such as {_EXAMPLES['text']} or {_EXAMPLES['conversations']}.",
    )


def read_rows(path: Path, kind: RowKind) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yields (line number, checked row) of a JSONL file. Raises SpecError at the first bad line."""
    with path.open("rb") as file:
        for number, text in read_lines(file):
            yield number, parse_row(text, kind, number)


def check_rows(lines: Iterable[tuple[int, str]], kind: RowKind | None) -> tuple[RowKind, int]:
    """Checks every line; guesses the kind from the first row when it is None.

    Returns (kind, number of rows). Raises SpecError for a bad line or when there is no row.
    """
    count = 0
    for number, text in lines:
        kind = kind or guess_kind(text, number)
        parse_row(text, kind, number)
        count += 1
    if kind is None or count == 0:
        raise SpecError("The file holds no rows.", remedy="Give it one JSON object a line.")
    return kind, count


def _loads(text: str, kind: RowKind, line: int) -> Any:
    """What ``from_json`` refuses: it knows no half surrogates, and its words are others."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        reason = error.msg if isinstance(error, json.JSONDecodeError) else reason
        raise RowError(
            f"The line is not JSON ({reason}).",
            problem="not_json",
            line=line,
            remedy=f"Write one object a line, such as {_EXAMPLES[kind]}.",
        ) from error


def _check_unicode(row: dict[str, Any], line: int) -> None:
    """JSON can spell half of a surrogate pair (``\\ud83d``), which is no character of any text."""
    try:
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise RowError(
            "The line holds half of a surrogate pair, which is not a character.",
            problem="encoding",
            line=line,
            remedy="Write the character itself, or both halves of its escape.",
        ) from error


def _text_error(row: dict[str, Any], line: int) -> RowError:
    if "text" not in row:
        return _wrong("missing_field", "text", line, "text", "The row has no 'text'.")
    if not isinstance(row["text"], str):
        message = f"'text' is a JSON {_json_type(row['text'])}, not a string."
        return _wrong("wrong_type", "text", line, "text", message)
    message = "'text' is empty."
    return _wrong("empty_text", "text", line, "text", message, remedy="Remove the row.")


def _check_conversation(row: dict[str, Any], kind: RowKind, name: str, line: int) -> None:
    turns = row.get(name)
    if name not in row:
        raise _wrong("missing_field", kind, line, name, f"The row has no '{name}'.")
    if not isinstance(turns, list) or not turns:
        raise _wrong("wrong_type", kind, line, name, f"'{name}' is not a list of turns.")
    check_turns(turns, name, line, _EXAMPLES[kind])
    if "tools" in row:
        check_tools(row["tools"], line)


def _check_preferences(row: dict[str, Any], line: int) -> None:
    for name in ("chosen", "rejected"):
        _check_conversation(row, "preferences", name, line)
    if row_turns(row, "chosen") == row_turns(row, "rejected"):
        raise _wrong(
            "same_answers",
            "preferences",
            line,
            "rejected",
            "The chosen and the rejected conversation are the same.",
            remedy="Give it a worse answer, or remove the row.",
        )


def _wrong(
    problem: RowProblem,
    kind: RowKind,
    line: int,
    field: str | None,
    message: str,
    *,
    remedy: str | None = None,
) -> RowError:
    return RowError(
        message,
        problem=problem,
        field=field,
        line=line,
        remedy=remedy or f"Write rows such as {_EXAMPLES[kind]}.",
    )


def _json_type(value: Any) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
