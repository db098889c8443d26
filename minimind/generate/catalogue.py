"""Every generator: what it makes, from what, under which licence, with which options."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from minimind.generate import starter
from minimind.generate.options import (
    ArithmeticOptions,
    DecimalOptions,
    DialogueOptions,
    MixedOptions,
    NegativeOptions,
    Options,
    OrderingOptions,
    ProblemOptions,
    StarterConversationOptions,
    StarterTextOptions,
)
from minimind.generate.problems import candidate
from minimind.spec import SpecError

_OURS = "Made by this program; nobody's rights are touched."
_CHITCHAT = "chitchat-dataset (MIT)"
_BOTH = f"{_CHITCHAT}, chatterbot-corpus (BSD-3-Clause)"


@dataclass(frozen=True)
class Generator:
    """Something that makes rows. ``read`` is for texts that exist; problems are made one by one."""

    name: str
    title: str
    description: str
    licence: str
    options: type[Options]
    read: Callable[[Any], Iterator[dict[str, Any]]] | None = None

    def examples(self, options: Options | None = None, count: int = 3) -> list[dict[str, Any]]:
        """The first rows that it would make. Raises SpecError."""
        if options is None:
            return [dict(row) for row in _examples(self.name, count)]
        if self.read is not None:
            return list(islice(self.read(options), count))
        assert isinstance(options, ProblemOptions)
        return [candidate(self.name, options, index) for index in range(count)]


def generator_named(name: str) -> Generator:
    """Raises SpecError."""
    if name not in GENERATORS:
        raise SpecError(
            f"There is no generator {name[:40]!r}.",
            field="generator",
            remedy=f"Choose one of: {', '.join(GENERATORS)}.",
        )
    return GENERATORS[name]


@cache
def _examples(name: str, count: int) -> tuple[dict[str, Any], ...]:
    generator = GENERATORS[name]
    return tuple(generator.examples(generator.options(), count))


GENERATORS: dict[str, Generator] = {
    generator.name: generator
    for generator in (
        Generator(
            "starter-text",
            "Starter text",
            "Human dialogues and simple questions as plain text: what the starter run learns "
            "language from. English, some Chinese.",
            _BOTH,
            StarterTextOptions,
            starter.text_rows,
        ),
        Generator(
            "starter-conversations",
            "Starter conversations",
            "Simple questions with one answer each, and openings of human dialogues: what the "
            "starter run learns to answer from. English and Chinese.",
            _BOTH,
            StarterConversationOptions,
            starter.conversation_rows,
        ),
        Generator(
            "dialogues",
            "Dialogues",
            "Chats between people in full, several turns a row. English.",
            _CHITCHAT,
            DialogueOptions,
            starter.dialogue_rows,
        ),
        Generator(
            "problems",
            "Problems of all kinds",
            "A mix of all the kinds of problems below, as many of each.",
            _OURS,
            MixedOptions,
        ),
        Generator(
            "arithmetic",
            "Arithmetic",
            "Sums with several operations and brackets, negative and decimal numbers, division "
            "with remainder.",
            _OURS,
            ArithmeticOptions,
        ),
        Generator(
            "word-problems",
            "Word problems",
            "Sums told as stories, with units, and with numbers that do not matter.",
            _OURS,
            ProblemOptions,
        ),
        Generator(
            "sequences",
            "Sequences",
            "Which number comes next, or is missing.",
            _OURS,
            NegativeOptions,
        ),
        Generator(
            "ordering",
            "Ordering",
            "Numbers, dates and people in order: largest, earliest, tallest.",
            _OURS,
            OrderingOptions,
        ),
        Generator(
            "units",
            "Units",
            "Lengths, weights, volumes and times from one unit into another.",
            _OURS,
            DecimalOptions,
        ),
        Generator(
            "dates",
            "Dates",
            "Days later, days between, days of the week, leap years.",
            _OURS,
            ProblemOptions,
        ),
        Generator(
            "letters",
            "Letters",
            "Counting letters and characters, turning words round, finding places.",
            _OURS,
            ProblemOptions,
        ),
        Generator(
            "logic",
            "Logic",
            "What follows from what; and, or, not.",
            _OURS,
            ProblemOptions,
        ),
    )
}
