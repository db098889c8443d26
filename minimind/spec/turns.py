"""The turns of a conversation: what they must hold, and how tools and their calls become words.

A conversation may use tools: the row lists them (``tools``, each a function in OpenAI's form), the
assistant calls them (``tool_calls``), and turns of the role ``tool`` hold what they gave. The model
sees plain turns only: the list stands in the system's turn, calls stand in the assistant's between
``<tool_call>`` tags, results in a turn of the user's between ``<tool_response>`` tags.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from minimind.spec.row_errors import RowError, RowProblem

ROLES = ("system", "user", "assistant", "tool")
# The words around the list of tools. They are the family's: models are trained on them.
TOOLS_BEFORE = (
    "# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
    "You are provided with function signatures within <tools></tools> XML tags:\n<tools>"
)
TOOLS_AFTER = (
    "\n</tools>\n\nFor each function call, return a json object with function name and arguments "
    "within <tool_call></tool_call> XML tags:\n<tool_call>\n"
    '{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>'
)
# Whose turn may follow whose.
_NEXT: dict[str | None, tuple[str, ...]] = {
    None: ("system", "user"),
    "system": ("user",),
    "user": ("assistant",),
    "assistant": ("user", "tool"),
    "tool": ("assistant", "tool"),
}
_CALL = '{"name": "get_weather", "arguments": {"city": "Paris"}}'
_TOOL = '{"type": "function", "function": {"name": "get_weather", "parameters": {...}}}'


class Turn(TypedDict):
    """One message of a conversation, as the model sees it."""

    role: str
    content: str


def has_tools(turns: Sequence[dict[str, Any]], tools: Any = None) -> bool:
    """Whether ``plain_turns`` would make other turns of these."""
    for turn in turns:  # a loop, for it looks at every turn of every dataset
        if turn["role"] == "tool" or "tool_calls" in turn:
            break
    else:
        return bool(tools)
    return True


def plain_turns(
    turns: Sequence[dict[str, Any]], tools: Sequence[dict[str, Any]] | None = None
) -> list[Turn]:
    """Checked turns, with tools, calls and results as words in them."""
    plain: list[Turn] = []
    if tools:
        own = turns[0]["content"] + "\n\n" if turns and turns[0]["role"] == "system" else ""
        listed = "".join("\n" + _json(tool) for tool in tools)
        plain.append(Turn(role="system", content=f"{own}{TOOLS_BEFORE}{listed}{TOOLS_AFTER}"))
        turns = turns[1:] if own else turns
    previous = None
    for turn in turns:
        role, content = turn["role"], turn.get("content") or ""
        if role == "tool":
            content = f"<tool_response>\n{content}\n</tool_response>"
            if previous == "tool":  # results of one round are one turn
                plain[-1]["content"] += "\n" + content
            else:
                plain.append(Turn(role="user", content=content))
        else:
            calls = map(_call_text, turn.get("tool_calls") or ())
            words = "\n".join([*([content] if content else []), *calls])
            plain.append(Turn(role=role, content=words))
        previous = role
    return plain


def _call_text(call: dict[str, Any]) -> str:
    call = call.get("function") or call
    arguments = call["arguments"]
    words = arguments if isinstance(arguments, str) else _json(arguments)
    return f'<tool_call>\n{{"name": "{call["name"]}", "arguments": {words}}}\n</tool_call>'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def check_tools(tools: Any, line: int | None) -> None:
    """Raises RowError unless it is a list of functions, or nothing."""
    if tools is None:
        return
    good = isinstance(tools, list) and all(isinstance(tool, dict) for tool in tools)
    if not good or not all(_has_name(tool.get("function") or tool) for tool in tools):
        raise RowError(
            "'tools' is not a list of functions with names.",
            field="tools",
            line=line,
            remedy=f"Write a list of functions such as {_TOOL}.",
        )


def check_turns(turns: Iterable[Any], name: str, line: int | None, example: str) -> None:
    """Raises RowError for the first turn that is not as it must be.

    Args:
        turns: of one conversation.
        name: the field that holds them.
        example: how a row should look.
    """
    previous = None
    spoken = False
    for index, turn in enumerate(turns):
        if not isinstance(turn, dict):
            raise RowError(
                "The turn is not an object.",
                field=f"{name}.{index}",
                line=line,
                remedy=f"Write rows such as {example}.",
            )
        role, content = turn.get("role"), turn.get("content")
        words = isinstance(content, str) and content.strip()
        if not words or role not in _NEXT[previous] or "tool_calls" in turn:
            _check_unusual(turn, index, previous, f"{name}.{index}", line)
        previous = str(role)
        spoken = spoken or role == "assistant"
    if not spoken:
        raise RowError(
            "No turn is the assistant's, so there is nothing to learn.",
            problem="nothing_to_learn",
            field=name,
            line=line,
            remedy=f"Write rows such as {example}.",
        )


def _check_unusual(
    turn: dict[str, Any], index: int, previous: str | None, field: str, line: int | None
) -> None:
    problem = _problem(turn, index, previous)
    if problem is not None:
        kind, part, message, remedy = problem
        raise RowError(message, problem=kind, field=f"{field}.{part}", line=line, remedy=remedy)


_Complaint = tuple[RowProblem, str, str, str]  # problem, field, message, remedy


def _problem(turn: dict[str, Any], index: int, previous: str | None) -> _Complaint | None:
    role, content = turn.get("role"), turn.get("content")
    if role not in ROLES:
        message = f"The role {str(role)[:40]!r} does not exist."
        return "unknown_role", "role", message, f"Use one of: {', '.join(ROLES)}."
    calls = turn.get("tool_calls")
    if calls and (problem := _calls_problem(role, calls)) is not None:
        return problem
    if not isinstance(content, str) or not content.strip():
        # A call needs no words, and a tool may give none.
        silent = content is None or isinstance(content, str)
        if not (silent and calls) and not (role == "tool" and isinstance(content, str)):
            remedy = "Give it words, or remove the row."
            return "empty_turn", "content", "The turn is empty.", remedy
    return _order_problem(role, index, previous)


def _calls_problem(role: str, calls: Any) -> _Complaint | None:
    if role != "assistant":
        message = f"A turn of the {role} calls a tool."
        return "bad_tool_call", "tool_calls", message, "Only the assistant calls tools."
    if not isinstance(calls, list) or not all(map(_is_call, calls)):
        message = "'tool_calls' is not a list of calls with a name and an object of arguments."
        return "bad_tool_call", "tool_calls", message, f"Write calls such as {_CALL}."
    return None


def _is_call(call: Any) -> bool:
    if not isinstance(call, dict):
        return False
    call = call.get("function") or call
    if not _has_name(call):
        return False
    arguments = call.get("arguments")
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            return False
    return isinstance(arguments, dict)


def _has_name(function: Any) -> bool:
    name = function.get("name") if isinstance(function, dict) else None
    # It is written between quotes as it stands.
    return isinstance(name, str) and bool(name.strip()) and _json(name)[1:-1] == name


def _order_problem(role: str, index: int, previous: str | None) -> _Complaint | None:
    def wrong(message: str, remedy: str) -> _Complaint:
        return "role_order", "role", message, remedy

    if role == previous and role != "tool":
        return wrong(
            f"Two turns of the {role} stand in a row.",
            "Merge them into one, or let user and assistant alternate.",
        )
    if role == "system" and index:
        return wrong("A system turn stands in the middle.", "Put the system turn first.")
    if role == "assistant" and previous in (None, "system"):
        return wrong("The assistant speaks before the user.", "Begin with a user turn.")
    if role == "tool" and previous not in ("assistant", "tool"):
        return wrong("A tool answers that nobody has called.", "Put it after the assistant's call.")
    if role == "user" and previous == "tool":
        return wrong(
            "The user speaks where the assistant should answer with what the tool gave.",
            "Give the assistant a turn in between.",
        )
    return None
