"""Pairs of a better and a worse answer, as programs for DPO have them."""

from __future__ import annotations

import re
from typing import Any

from minimind.rows.converters.base import Converter, Row, Unfit, filled, needed, words
from minimind.rows.converters.chats import native_turns
from minimind.rows.converters.instructions import history_of, question_of
from minimind.rows.converters.turns import TOOL_FIELDS, read_tools, read_turns

_PROMPTS = ("prompt", "question", "query", "input")
_CONTEXTS = ("conversations", "messages")
_SIDES = ("chosen", "rejected")
_SPEAKER = re.compile(r"(?:^|\n\n)(Human|Assistant):[ ]?")


def _is_native(row: Row) -> bool:
    return isinstance(row.get("tools"), list | None) and all(
        native_turns(row.get(side)) and row[side][0]["role"] in ("system", "user")
        for side in _SIDES
    )


def _is_pair(row: Row) -> bool:
    return all(row.get(side) not in (None, "", []) for side in _SIDES)


def _from_native(row: Row, left: set[str]) -> Row:
    return _with_tools({side: read_turns(row.get(side), side, left) for side in _SIDES}, row)


def _from_pair(row: Row, left: set[str]) -> Row:
    context = _context(row, left)
    system = words(row.get("system"), "system")
    made: Row = {}
    for side in _SIDES:
        turns = _side(row.get(side), side, context, left)
        if system.strip() and turns[0]["role"] != "system":
            turns = [{"role": "system", "content": system}, *turns]
        made[side] = turns
    return _with_tools(made, row)


def _context(row: Row, left: set[str]) -> list[Row]:
    """What was said before the two answers."""
    turns = history_of(row)
    if row.get("instruction"):
        return [*turns, {"role": "user", "content": question_of(row)}]
    if name := filled(row, _PROMPTS):
        if isinstance(row[name], list):
            return [*turns, *read_turns(row[name], name, left)]
        return [*turns, *(_dialogue(row[name]) or [{"role": "user", "content": row[name]}])]
    for name in _CONTEXTS:
        if row.get(name):
            return [*turns, *read_turns(row[name], name, left)]
    return turns


def _side(value: Any, side: str, context: list[Row], left: set[str]) -> list[Row]:
    """A whole conversation of one answer."""
    if value is None:
        raise Unfit(f"'{side}' is missing.")
    if isinstance(value, str) and not value.lstrip().startswith("[{"):
        said = _dialogue(value)
        if said is not None:
            return said if said[0]["role"] == "user" else [*context, *said]
        if not context:
            raise Unfit(f"'{side}' is an answer alone, and there is no 'prompt'.")
        return [*context, {"role": "assistant", "content": needed(value, side)}]
    turns = read_turns(value, side, left)
    if turns and turns[0]["role"] == "assistant":
        if not context:
            raise Unfit(f"'{side}' is an answer alone, and there is no 'prompt'.")
        return [*context, *turns]
    if not turns:
        raise Unfit(f"'{side}' holds no turn.")
    return turns


def _dialogue(text: Any) -> list[Row] | None:
    """A text that spells its speakers, "Human: ... Assistant: ..."; None for any other."""
    if not isinstance(text, str):
        raise Unfit("'prompt' is not a text.")
    head, *parts = _SPEAKER.split(text)
    if head.strip() or not parts:
        return None
    speakers = {"Human": "user", "Assistant": "assistant"}
    said = zip(parts[::2], parts[1::2], strict=True)
    turns = [{"role": speakers[who], "content": what.strip()} for who, what in said]
    # A prompt may end with the name of who is to speak.
    return turns[:-1] if not turns[-1]["content"] and len(turns) > 1 else turns


def _with_tools(made: Row, row: Row) -> Row:
    if tools := read_tools(row):
        made["tools"] = tools
    return made


NATIVE = Converter(
    "native",
    "the family's preferences",
    "preferences",
    (*_SIDES, *TOOL_FIELDS),
    "'chosen' and 'rejected', each a list of turns",
    _is_native,
    _from_native,
)
PAIRS = Converter(
    "pairs",
    "pairs of better and worse answers",
    "preferences",
    (
        *(*_SIDES, *_PROMPTS, "instruction", "context", *_CONTEXTS),
        *("system", "history", *TOOL_FIELDS),
    ),
    "'prompt', 'chosen' and 'rejected'",
    _is_pair,
    _from_pair,
)
