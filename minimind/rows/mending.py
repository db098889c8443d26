"""Mending single rows: small changes that leave their words as they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from minimind.rows.characters import CONTROL, HAN, classes
from minimind.rows.problems import cut_special
from minimind.spec.report import Problem
from minimind.spec.row_errors import RowError
from minimind.spec.rows import RowKind, parse_row

# What others call the roles, in lower case.
_ROLES = {
    "human": "user",
    "customer": "user",
    "prompter": "user",
    "gpt": "assistant",
    "bot": "assistant",
    "ai": "assistant",
    "model": "assistant",
    "chatgpt": "assistant",
    "chatbot": "assistant",
    "function": "tool",
    "observation": "tool",
}
_CONVERSATIONS = ("conversations", "chosen", "rejected")
_MOST_MISTAKES = 8  # of one row that are mended, one after the other


def mend(raw: bytes, kind: RowKind, wanted: set[Problem], problems: set[Problem]) -> str | None:
    """The line of the mended row, or None when that cannot be done.

    Args:
        raw: the line as it is.
        wanted: what may be mended.
        problems: what the row is known to have.
    """
    text = _decoded(raw) if "encoding" in wanted else raw.decode("utf-8", "replace")
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict):
        return None
    for problem, change in _IN_STRINGS.items():
        if problem in wanted and problem in problems:
            row = _in_strings(row, change)
    for _ in range(_MOST_MISTAKES):
        text = json.dumps(row, ensure_ascii=False)
        try:
            parse_row(text, kind, 1)
            return text
        except RowError as error:
            if error.problem not in wanted or error.problem not in _IN_TURNS:
                return None
            row = _IN_TURNS[error.problem](row)
    return None


def _decoded(raw: bytes) -> str:
    """The text of bytes that are not all UTF-8: as Chinese, if it can be; else without the rest."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        chinese = raw.decode("gb18030")
    except UnicodeDecodeError:
        chinese = ""
    table = classes()
    beyond = [table[min(ord(c), len(table) - 1)] for c in chinese if ord(c) > 127]
    if beyond and sum(bool(kind & HAN) for kind in beyond) >= len(beyond) / 2:
        return chinese
    return raw.decode("utf-8", "ignore")


def _in_strings(value: Any, change: Callable[[str], str]) -> Any:
    """The same value with all texts in it changed; names of fields stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_in_strings(each, change) for each in value]
    if isinstance(value, dict):
        return {name: _in_strings(each, change) for name, each in value.items()}
    return value


def _without_control(text: str) -> str:
    table = classes()
    last = len(table) - 1
    return "".join(c for c in text if not table[min(ord(c), last)] & CONTROL)


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    def rename(turn: Any) -> Any:
        role = turn.get("role") if isinstance(turn, dict) else None
        if not isinstance(role, str):
            return turn
        plain = role.strip().lower()
        return {**turn, "role": _ROLES.get(plain, plain)}

    return _with_turns(row, lambda turns: [rename(turn) for turn in turns])


def _joined(row: dict[str, Any]) -> dict[str, Any]:
    """Two turns of the same speaker in a row become one."""

    def join(turns: list[Any]) -> list[Any]:
        joined: list[Any] = []
        for turn in turns:
            before = joined[-1] if joined else {}
            if _plain(before) and _plain(turn) and before["role"] == turn["role"]:
                words = f"{before['content']}\n{turn['content']}"
                joined[-1] = {"role": before["role"], "content": words}
            else:
                joined.append(turn)
        return joined

    return _with_turns(row, join)


def _plain(turn: Any) -> bool:
    """Whether a turn is words and nothing else."""
    return (
        isinstance(turn, dict)
        and set(turn) == {"role", "content"}
        and isinstance(turn["content"], str)
        and turn["role"] != "tool"
    )


def _with_turns(row: dict[str, Any], change: Callable[[list[Any]], list[Any]]) -> dict[str, Any]:
    return {
        name: change(value) if name in _CONVERSATIONS and isinstance(value, list) else value
        for name, value in row.items()
    }


def _without_halves(row: dict[str, Any]) -> dict[str, Any]:
    return _in_strings(row, lambda text: text.encode("utf-8", "ignore").decode("utf-8"))


_IN_STRINGS: dict[Problem, Callable[[str], str]] = {
    "control_characters": _without_control,
    "special_tokens": cut_special,
}
_IN_TURNS: dict[Problem, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "encoding": _without_halves,
    "unknown_role": _renamed,
    "role_order": _joined,
}
