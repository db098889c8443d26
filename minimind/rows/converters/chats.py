"""Conversations: the family's own, ShareGPT's, OpenAI's messages."""

from __future__ import annotations

import json
from typing import Any

from minimind.rows.converters.base import Converter, Row, Unfit
from minimind.rows.converters.turns import TOOL_FIELDS, conversation, read_turns, spells
from minimind.spec.turns import ROLES

_SHAREGPT = ("conversations", "conversation", "messages")
_MESSAGES = ("messages", "conversations", "conversation", "dialogue", "dialog")


def native_turns(turns: Any) -> bool:
    """Whether it looks like a conversation of the family's; the checks say what is wrong in it."""
    return (
        isinstance(turns, list)
        and bool(turns)
        and spells(turns[0], "role", "content")
        and turns[0]["role"] in ROLES
        and not any(isinstance(t, dict) and isinstance(t.get("tool_calls"), str) for t in turns)
    )


def _is_native(row: Row) -> bool:
    return native_turns(row.get("conversations")) and isinstance(row.get("tools"), list | None)


def _find(row: Row, names: tuple[str, ...], role: str, content: str) -> str | None:
    """The field that holds turns in that spelling."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value.lstrip().startswith("[{"):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                continue
        if isinstance(value, list) and value and spells(value[0], role, content):
            return name
    return None


def _from_native(row: Row, left: set[str]) -> Row:
    return conversation(read_turns(row.get("conversations"), "conversations", left), row)


def _from_sharegpt(row: Row, left: set[str]) -> Row:
    name = _find(row, _SHAREGPT, "from", "value")
    if name is None:
        raise Unfit("'conversations' is not a list of turns with 'from' and 'value'.")
    return conversation(read_turns(row[name], name, left), row, system=row.get("system"))


def _from_messages(row: Row, left: set[str]) -> Row:
    name = _find(row, _MESSAGES, "role", "content") or _find(row, _MESSAGES, "role", "tool_calls")
    if name is None:
        raise Unfit("'messages' is not a list of turns with 'role' and 'content'.")
    return conversation(read_turns(row[name], name, left), row, system=row.get("system"))


NATIVE = Converter(
    "native",
    "the family's conversations",
    "conversations",
    ("conversations", *TOOL_FIELDS),
    "'conversations'",
    _is_native,
    _from_native,
)
SHAREGPT = Converter(
    "sharegpt",
    "ShareGPT",
    "conversations",
    (*_SHAREGPT, "system", *TOOL_FIELDS),
    "'conversations' with 'from' and 'value' in each turn",
    lambda row: _find(row, _SHAREGPT, "from", "value") is not None,
    _from_sharegpt,
)
MESSAGES = Converter(
    "messages",
    "OpenAI messages",
    "conversations",
    (*_MESSAGES, "system", *TOOL_FIELDS),
    "'messages' with 'role' and 'content' in each turn",
    lambda row: _find(row, _MESSAGES, "role", "content") is not None,
    _from_messages,
)
