"""Turns in the spelling of other programs, as the family's."""

from __future__ import annotations

import json
from typing import Any

from minimind.rows.converters.base import Row, Unfit, unpacked, words

_ROLES = {
    **dict.fromkeys(("user", "human", "prompter"), "user"),
    **dict.fromkeys(
        ("assistant", "gpt", "chatgpt", "bot", "model", "ai", "bing", "bard", "claude"), "assistant"
    ),
    **dict.fromkeys(("system", "developer"), "system"),
    **dict.fromkeys(
        ("tool", "observation", "function", "function_response", "tool_response", "ipython"), "tool"
    ),
}
# Of turns with words and nothing else, which is nearly all of them.
_USUAL = {name: role for name, role in _ROLES.items() if role in ("user", "assistant")}
_CALLING = ("function_call", "tool_call")
_THOUGHTS = ("reasoning_content", "reasoning", "thinking")
_READ = frozenset(("role", "from", "content", "value", "tool_calls", "function_call", *_THOUGHTS))
TOOL_FIELDS = ("tools", "functions")


def read_turns(value: Any, field: str, left: set[str]) -> list[Row]:
    """A list of turns (or JSON of one), as the family's. Raises Unfit."""
    turns = unpacked(value, field)
    if isinstance(turns, dict):
        turns = [turns]
    if not isinstance(turns, list) or not turns:
        raise Unfit(f"'{field}' is not a list of turns.")
    read: list[Row] = []
    for index, turn in enumerate(turns):
        if not isinstance(turn, dict):
            raise Unfit(f"'{field}.{index}' is not a turn.")
        if len(turn) == 2:
            name, text = turn.get("role", turn.get("from")), turn.get("content", turn.get("value"))
            if isinstance(text, str) and isinstance(name, str) and name in _USUAL:
                read.append({"role": _USUAL[name], "content": text})
                continue
        _add_turn(read, turn, f"{field}.{index}")
        if len(turn) > 2:
            spare = (name for name in turn if name not in _READ and turn[name] is not None)
            left.update(f"{field}.{name}" for name in spare)
    return read


def _add_turn(read: list[Row], turn: Row, field: str) -> None:
    spoken = turn.get("role", turn.get("from"))
    name = str(spoken).strip().lower()
    content = turn["content"] if "content" in turn else turn.get("value")
    if name in _CALLING:
        calls = [_call(call, field) for call in _listed(unpacked(content, field))]
        if read and read[-1]["role"] == "assistant":  # it spoke first, or called another one
            read[-1]["tool_calls"] = read[-1].get("tool_calls", []) + calls
        else:
            read.append({"role": "assistant", "content": "", "tool_calls": calls})
        return
    role = _ROLES.get(name)
    if role is None:
        raise Unfit(f"'{field}' has the unknown role {str(spoken)[:40]!r}.")
    if role == "tool" and isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False)
    text = words(content, field)
    if role == "assistant":
        text = _with_thoughts(turn, text, field)
    made: Row = {"role": role, "content": text}
    if calls := _calls(turn, field):
        made["tool_calls"] = calls
    if role == "system" and not text.strip() and not read:
        return  # an empty system turn is none
    read.append(made)


def _with_thoughts(turn: Row, text: str, field: str) -> str:
    thoughts = next((turn[name] for name in _THOUGHTS if turn.get(name)), None)
    if thoughts is None or "<think>" in text:
        return text
    return f"<think>\n{words(thoughts, field).strip()}\n</think>\n\n{text}"


def _calls(turn: Row, field: str) -> list[Row]:
    calls = unpacked(turn.get("tool_calls"), f"{field}.tool_calls")
    if not calls and turn.get("function_call"):  # OpenAI's older form
        calls = unpacked(turn["function_call"], f"{field}.function_call")
    return [_call(call, field) for call in _listed(calls)] if calls else []


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _call(call: Any, field: str) -> Row:
    function = call.get("function") or call if isinstance(call, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise Unfit(f"'{field}' holds a call of a tool without a name.")
    arguments = function.get("arguments", function.get("parameters"))
    if isinstance(arguments, dict):
        # Columnar files give every call the arguments of all calls.
        arguments = {key: value for key, value in arguments.items() if value is not None}
    return {"name": function["name"], "arguments": {} if arguments is None else arguments}


def read_tools(row: Row) -> list[Row]:
    """The tools that a row lists. Raises Unfit."""
    for name in TOOL_FIELDS:
        if tools := unpacked(row.get(name), name):
            found = [_without_nothing(tool) for tool in _listed(tools)]
            if not all(isinstance(tool, dict) for tool in found):
                raise Unfit(f"'{name}' is not a list of functions.")
            return found
    return []


def _without_nothing(value: Any) -> Any:
    """Columnar files give every object the fields of all objects."""
    if isinstance(value, dict):
        return {key: _without_nothing(part) for key, part in value.items() if part is not None}
    return [_without_nothing(part) for part in value] if isinstance(value, list) else value


def conversation(turns: list[Row], row: Row, *, system: Any = None) -> Row:
    """A row of the family's: the turns, and the tools that ``row`` lists."""
    text = words(system, "system")
    if text.strip() and turns[:1] and turns[0]["role"] != "system":
        turns = [{"role": "system", "content": text}, *turns]
    made: Row = {"conversations": turns}
    if tools := read_tools(row):
        made["tools"] = tools
    return made


def spells(turn: Any, role: str, content: str) -> bool:
    """Whether a turn names its speaker and words so."""
    return isinstance(turn, dict) and isinstance(turn.get(role), str) and content in turn
