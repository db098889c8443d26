"""The open texts of the starter run, and more from the same two packages.

``chitchat-dataset`` (MIT, English chats between people) and ``chatterbot-corpus`` (BSD-3, English
and Chinese questions with answers), both ordinary pinned packages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

import yaml

from minimind.data.corpora import package_file
from minimind.generate.options import (
    DialogueOptions,
    StarterConversationOptions,
    StarterTextOptions,
    nothing_asked,
)

Conversation = list[str]
Row = dict[str, Any]

# Files whose rows are real dialogues; elsewhere the first line is a question and each
# other line is one more answer to it.
_DIALOGUES = {"conversations.yml", "health.yml"}
# Lists of unrelated facts and sayings: more than a model of this size learns in minutes.
_LEFT_OUT = {
    f"{topic}.yml"
    for topic in (
        "coding", "gossip", "humor", "money", "movies", "politics", "psychology", "sports",
        "tech_support", "trivia",
    )
}  # fmt: skip
_MAX_CHARACTERS = 120  # of one turn of a taught conversation
_MAX_GREETING = 80
_READ_CHARACTERS = 2**17


def taught() -> Iterator[Conversation]:
    """Question and answer pairs and short dialogues of chatterbot-corpus, English and Chinese.

    A question that has several answers keeps its first one: a small model learns one well.
    Raises SpecError when the package is missing.
    """
    seen: set[str] = set()
    for language in ("english", "chinese"):
        folder = package_file("chatterbot-corpus", "chatterbot_corpus", f"data/{language}")
        for path in sorted(folder.glob("*.yml")):
            if path.name in _LEFT_OUT:
                continue
            for row in _loaded(path)["conversations"]:
                turns = [str(turn).strip() for turn in row]
                turns = turns[: len(turns) // 2 * 2] if path.name in _DIALOGUES else turns[:2]
                key = turns[0].casefold().rstrip("?？!！.。 ") if turns else ""
                usable = len(turns) >= 2 and all(turns)
                if usable and key not in seen and max(map(len, turns)) <= _MAX_CHARACTERS:
                    seen.add(key)
                    yield turns


def small_talk() -> Iterator[Conversation]:
    """The human dialogues of chitchat-dataset, one string a turn. Raises as ``taught``."""
    path = package_file("chitchat-dataset", "chitchat_dataset", "dataset.json")
    for dialogue in _values(path):
        turns = [
            " ".join(message["text"].strip() for message in turn) for turn in dialogue["messages"]
        ]
        if len(turns) >= 2 and all(turns):
            yield turns


def text_rows(options: StarterTextOptions) -> Iterator[Row]:
    """What the starter run learns language from. Raises SpecError when nothing is asked for."""
    if not options.dialogues and not options.questions:
        raise nothing_asked("dialogues", "No row is asked for.", "Ask for some dialogues.")
    questions = taught() if options.questions else iter(())
    for turns in chain(islice(small_talk(), options.dialogues), questions):
        yield {"text": "\n".join(turns)}


def conversation_rows(options: StarterConversationOptions) -> Iterator[Row]:
    """What the starter run learns answering from. Raises SpecError when nothing is asked for."""
    if not options.times and not options.openings:
        raise nothing_asked("openings", "No row is asked for.", "Ask for some openings.")
    openings = (turns[:2] for turns in small_talk() if max(map(len, turns[:2])) <= _MAX_GREETING)
    questions = chain.from_iterable(taught() for _ in range(options.times))
    for turns in chain(questions, islice(openings, options.openings)):
        yield _row(turns)


def dialogue_rows(options: DialogueOptions) -> Iterator[Row]:
    """The human dialogues in full, cut where a row would have too many turns."""
    size = options.turns // 2 * 2
    for turns in small_talk():
        if max(map(len, turns)) <= options.characters:
            whole = turns[: len(turns) // 2 * 2]
            for first in range(0, len(whole), size):
                yield _row(whole[first : first + size])


def _values(path: Path) -> Iterator[Any]:
    """The values of the one object that a JSON file holds, a few of them in memory at a time."""
    decoder = json.JSONDecoder()
    with path.open(encoding="utf-8") as file:
        text = file.read(_READ_CHARACTERS).lstrip().removeprefix("{")
        while True:
            text = text.lstrip(", \t\r\n")
            try:
                _, colon = decoder.raw_decode(text)
                begin = len(text) - len(text[colon:].lstrip(": \t\r\n"))
                value, end = decoder.raw_decode(text, begin)
            except ValueError:  # the value goes on, or it is the end
                more = file.read(_READ_CHARACTERS)
                if not more:
                    return
                text += more
            else:
                yield value
                text = text[end:]


@cache
def _loaded(path: Path) -> Any:
    # The loader in C, where it was built, is ten times as fast.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 -- a safe one either way


def _row(turns: Conversation) -> Row:
    roles = ("user", "assistant")
    return {
        "conversations": [
            {"role": roles[index % 2], "content": turn} for index, turn in enumerate(turns)
        ]
    }
