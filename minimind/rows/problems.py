"""What can be wrong with a row: in words for people, and the looks that find what is only doubtful.

What a training refuses is decided by ``minimind.spec.rows.parse_row`` alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

from minimind.spec.report import PROBLEMS, Problem, Severity, Treatment
from minimind.spec.row_errors import RowProblem
from minimind.spec.rows import RowKind
from minimind.spec.turns import has_tools, plain_turns

ERRORS: tuple[Problem, ...] = get_args(RowProblem)
EXCERPT = 298  # and a mark at either end

_SPECIAL = re.compile(r"<\|[A-Za-z0-9_]{1,40}\|>")
_TAG = re.compile(r"</?(?:think|answer|tool_call)>")
# Tags of one turn, each as one letter: thinking, then an answer, then calls of tools.
_LETTERS = {
    "<think>": "t",
    "</think>": "T",
    "<answer>": "a",
    "</answer>": "A",
    "<tool_call>": "c",
    "</tool_call>": "C",
}
_BALANCED = re.compile(r"(tT)?(aA)?(cC)*")


@dataclass(frozen=True)
class Described:
    """A problem in words."""

    title: str
    explanation: str
    remedy: str
    treatments: tuple[Treatment, ...]

    @staticmethod
    def severity(problem: Problem) -> Severity:
        """Whether a row with it can be trained."""
        return "error" if problem in ERRORS else "warning"


DESCRIBED: dict[Problem, Described] = {
    "not_json": Described(
        "Not JSON",
        "The line cannot be read, so there is nothing that a model could learn from it.",
        "Write one JSON object a line; a text with line breaks needs them written as \\n.",
        ("drop",),
    ),
    "encoding": Described(
        "Wrong encoding",
        "The bytes are not UTF-8 text. Read anyway, they would teach signs that mean nothing.",
        "Save the file with UTF-8 encoding.",
        ("drop", "fix"),
    ),
    "line_too_long": Described(
        "Line too long",
        "The line is longer than any row may be; mostly such a file is not JSONL at all.",
        "Write one row a line and split very long texts.",
        ("drop",),
    ),
    "missing_field": Described(
        "Missing field",
        "The row lacks the field that this kind of dataset is read from.",
        "Give every row the fields of its kind, or choose another kind.",
        ("drop",),
    ),
    "wrong_type": Described(
        "Wrong type",
        "A field holds a number, a list or nothing where words are needed.",
        "Write texts as strings and conversations as lists of turns.",
        ("drop",),
    ),
    "empty_text": Described(
        "Empty text",
        "A text without words teaches only to stop at once.",
        "Remove the row.",
        ("drop",),
    ),
    "empty_turn": Described(
        "Empty turn",
        "A turn without words teaches the model to say nothing, or to answer nothing.",
        "Give the turn words, or remove the row.",
        ("drop",),
    ),
    "unknown_role": Described(
        "Unknown role",
        "Turns belong to the system, the user or the assistant; nobody else can speak.",
        "Rename the roles. The usual other names (human, gpt, bot ...) can be mended here.",
        ("fix", "drop"),
    ),
    "role_order": Described(
        "Wrong order of roles",
        "User and assistant take turns, and a system turn comes first. The model would learn to "
        "answer itself or to speak unasked.",
        "Put the turns in order. Two turns of the same speaker in a row can be joined here.",
        ("fix", "drop"),
    ),
    "nothing_to_learn": Described(
        "Nothing to learn",
        "Only the assistant's words are learned, and the row has none.",
        "Add an answer, or remove the row.",
        ("drop",),
    ),
    "same_answers": Described(
        "Chosen equal to rejected",
        "Both answers are the same, so the pair does not say which is better.",
        "Give it a worse answer, or remove the row.",
        ("drop",),
    ),
    "bad_tool_call": Described(
        "Bad tool call",
        "The call of a tool cannot be read, so the model would learn calls that fail.",
        "Write a name and an object of arguments.",
        ("drop",),
    ),
    "unbalanced_tags": Described(
        "Unbalanced tags",
        "<think>, <answer> or <tool_call> opens without closing, or stands in the wrong order. "
        "The model would learn to think without end, or to answer inside its thoughts.",
        "Close every tag in its turn: thoughts first, then the answer.",
        ("keep", "drop"),
    ),
    "special_tokens": Described(
        "Control tokens in the text",
        "The text spells tokens that begin and end turns, often left over from an export. They "
        "are trained as ordinary letters: the model learns to write them.",
        "Remove the words of the format from the text; here they can be cut out.",
        ("keep", "fix", "drop"),
    ),
    "control_characters": Described(
        "Control characters",
        "Invisible characters, or the sign for torn letters, which no reader would miss and the "
        "model would learn to write.",
        "Remove them; here they can be cut out.",
        ("fix", "drop", "keep"),
    ),
    "duplicate": Described(
        "Duplicates",
        "The row is there before, word for word. What is repeated is learned by heart, and the "
        "rest is learned less.",
        "Keep the first of them.",
        ("drop", "keep"),
    ),
    "near_duplicate": Described(
        "Near duplicates",
        "An earlier row has nearly the same words: four of five runs of three words are in both.",
        "Keep the first of them, unless the small differences matter.",
        ("keep", "drop"),
    ),
    "in_validation_set": Described(
        "Also in the validation set",
        "The row is in the dataset that progress is measured on, word for word or nearly. What "
        "was learned by heart then looks like understanding.",
        "Remove the row here, or from the validation set.",
        ("drop", "keep"),
    ),
    "over_length": Described(
        "Longer than a sequence",
        "The row has more tokens than a sequence takes. Of a conversation the end is cut off and "
        "never learned; a text is split, and its parts learn nothing from what came before.",
        "Train with longer sequences, or split the row.",
        ("keep", "drop"),
    ),
}
assert tuple(DESCRIBED) == PROBLEMS


class Words(NamedTuple):
    """The words of one row that a training would accept."""

    main: str  # what rows are compared by: all turns but the system's
    aside: str  # the rest: the system's turn, tools
    turns: int
    answers: tuple[str, ...]  # of the assistant: where tags have a meaning
    identity: str  # equal exactly for rows that train the same


def words_of(row: dict[str, Any], kind: RowKind) -> Words:
    """Of a row that ``parse_row`` has accepted."""
    if kind == "text":
        return Words(row["text"], "", 0, (), row["text"])
    names = ("conversations",) if kind == "conversations" else ("chosen", "rejected")
    main: list[str] = []
    aside: list[str] = []
    answers: list[str] = []
    identity: list[str] = []
    count = 0
    tools = row.get("tools")
    for name in names:
        turns = row[name]
        count += len(turns)
        if has_tools(turns, tools):
            turns = plain_turns(turns, tools)
        for turn in turns:
            role, text = turn["role"], turn["content"]
            identity += role, text
            (aside if role == "system" else main).append(text)
            if role == "assistant":
                answers.append(text)
        identity.append("")
    return Words("\n".join(main), "\n".join(aside), count, tuple(answers), "\0".join(identity))


def find_special(text: str) -> re.Match[str] | None:
    """The first control token that a text spells."""
    return _SPECIAL.search(text)


def cut_special(text: str) -> str:
    """The text without the control tokens that it spells, also those that cutting would make."""
    while (shorter := _SPECIAL.sub("", text)) != text:
        text = shorter
    return text


def unbalanced(text: str) -> str | None:
    """The tags of an answer, when they do not fit; None when they do."""
    tags = _TAG.findall(text)
    if not tags or _BALANCED.fullmatch("".join(map(_LETTERS.__getitem__, tags))):
        return None
    return " ".join(tags[:8])


def excerpt(text: str, around: int = 0) -> str:
    """At most ``EXCERPT`` characters around a place."""
    begin = max(0, min(around - EXCERPT // 2, len(text) - EXCERPT))
    piece = text[begin : begin + EXCERPT].encode("utf-8", "replace").decode("utf-8")
    return ("…" if begin else "") + piece + ("…" if begin + EXCERPT < len(text) else "")
