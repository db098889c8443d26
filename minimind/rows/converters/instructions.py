"""One question and its answer a row: Alpaca's instructions, and columns of two."""

from __future__ import annotations

from typing import Any

from minimind.rows.converters.base import Converter, Row, Unfit, filled, needed, unpacked, words
from minimind.rows.converters.turns import TOOL_FIELDS, conversation, read_turns

_INPUTS = ("input", "context")
_OUTPUTS = ("output", "response", "answer", "completion")
_QUESTIONS = ("question", "prompt", "query", "problem", "instruction", "input", "user")
_ANSWERS = ("answer", "completion", "response", "solution", "output", "reply", "assistant")


def question_of(row: Row) -> str:
    """An instruction and what it is about. Raises Unfit."""
    asked = needed(row.get("instruction"), "instruction")
    about = filled(row, _INPUTS)
    return f"{asked}\n{words(row[about], about)}" if about else asked


def history_of(row: Row) -> list[Row]:
    """Earlier turns, as pairs of a question and an answer. Raises Unfit."""
    history = unpacked(row.get("history"), "history") or []
    if not isinstance(history, list):
        raise Unfit("'history' is not a list of pairs.")
    turns: list[Row] = []
    for index, pair in enumerate(history):
        if not isinstance(pair, list) or len(pair) != 2:
            raise Unfit(f"'history.{index}' is not a pair of a question and an answer.")
        turns += _two(pair[0], pair[1], f"history.{index}", f"history.{index}")
    return turns


def _two(question: Any, answer: Any, asked: str, answered: str) -> list[Row]:
    return [
        {"role": "user", "content": needed(question, asked)},
        {"role": "assistant", "content": needed(answer, answered)},
    ]


def _from_alpaca(row: Row, left: set[str]) -> Row:
    del left
    answered = filled(row, _OUTPUTS) or "output"
    turns = _two(question_of(row), row.get(answered), "instruction", answered)
    return conversation([*history_of(row), *turns], row, system=row.get("system"))


def _is_two(row: Row) -> bool:
    asked, answered = filled(row, _QUESTIONS), filled(row, _ANSWERS)
    return all(name is not None and isinstance(row[name], str | list) for name in (asked, answered))


def _from_two(row: Row, left: set[str]) -> Row:
    asked = filled(row, _QUESTIONS) or "question"
    answered = filled(row, _ANSWERS) or "answer"
    turns: list[Row] = []
    for name, role in ((asked, "user"), (answered, "assistant")):
        value = row.get(name)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            turns += read_turns(value, name, left)
        else:
            turns.append({"role": role, "content": needed(value, name)})
    return conversation([*history_of(row), *turns], row, system=row.get("system"))


ALPACA = Converter(
    "alpaca",
    "Alpaca",
    "conversations",
    ("instruction", *_INPUTS, *_OUTPUTS, "system", "history", *TOOL_FIELDS),
    "'instruction' and 'output'",
    lambda row: isinstance(row.get("instruction"), str) and filled(row, _OUTPUTS) is not None,
    _from_alpaca,
)
QUESTION_ANSWER = Converter(
    "question_answer",
    "questions and answers",
    "conversations",
    (*dict.fromkeys((*_QUESTIONS, *_ANSWERS)), "system", "history", *TOOL_FIELDS),
    "'question' and 'answer' (or 'prompt' and 'completion')",
    _is_two,
    _from_two,
)
