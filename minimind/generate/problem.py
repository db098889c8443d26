"""A question with its answer, the steps to it, and the mistakes that people make on the way."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

from minimind.generate.draw import Draw, Side
from minimind.generate.templates import Language

# How an answer is compared: minimind.generate.answers.
Shape = Literal["number", "numbers", "order", "word", "date"]
# What is wrong with a rejected answer: a step computed wrongly, operations in the wrong order, one
# step too few, another mistake in thinking, tags that are missing.
Flaw = Literal["slip", "order", "early", "mixed_up", "tags"]


@dataclass(frozen=True)
class Slip:
    """A way to get it wrong: the steps as they would then be, and the answer."""

    flaw: Flaw
    steps: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class Problem:
    """``answer`` is spelled as ``shape`` says; ``slips`` may hold some that are right by chance."""

    template: str  # family.language.side.name
    question: str
    steps: tuple[str, ...]
    answer: str
    shape: Shape
    unit: str = ""  # that the answer is measured in, as the answer spells it
    slips: tuple[Slip, ...] = ()

    @property
    def said(self) -> str:
        """The answer with its unit."""
        return with_unit(self.answer, self.unit)


@dataclass(frozen=True)
class Wish:
    """What a problem shall be like. ``digits``: the most that its numbers have."""

    side: Side
    language: Language
    digits: int = 2
    operations: str = "+-*/"
    operands: int = 3
    brackets: bool = True
    negatives: bool = True
    decimals: bool = False


class Ambiguous(ValueError):
    """A question that has more than one answer: another is drawn."""


class Family(Protocol):
    """A kind of problem. ``make`` writes one; ``solve`` finds its answer in the question alone."""

    def make(self, draw: Draw, wish: Wish) -> Problem:
        """Raises Ambiguous for a draw that is no good."""
        ...

    def solve(self, template: str, question: str) -> str:
        """Raises ValueError for a question that it does not understand, Ambiguous for one that
        has several answers."""
        ...


def with_unit(answer: str, unit: str) -> str:
    if not unit:
        return answer
    return f"{answer} {unit}" if unit.isascii() and unit[0].isalpha() else f"{answer}{unit}"


def plain(number: Fraction | int) -> str:
    """A number with a finite decimal form, without needless zeros: ``-3``, ``0.25``.

    Raises ValueError for any other.
    """
    if number.denominator == 1:
        return str(number.numerator)
    digits = 0
    scaled = Fraction(number)
    while scaled.denominator != 1:
        digits += 1
        scaled *= 10
        if digits > 30:
            raise ValueError(f"{number} has no finite decimal form")
    text = str(abs(scaled.numerator)).rjust(digits + 1, "0")
    return f"{'-' if number < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def operand(number: Fraction | int) -> str:
    """As it stands after an operator: negative ones in brackets."""
    return f"({plain(number)})" if number < 0 else plain(number)


def numeric_slips(draw: Draw, steps: tuple[str, ...], answer: str) -> tuple[Slip, ...]:
    """What usually goes wrong in the last step, which ends with ``answer``; and stopping before."""
    value = Fraction(answer)
    unit = Fraction(1, 10 ** len(answer.partition(".")[2]))
    offset = unit * draw.pick((1, -1, 2, -2, 10, -10))
    if value >= 0 > value + offset:  # nobody would think so
        offset = -offset
    wrong = plain(value + offset)
    slips: list[Slip] = []
    if steps and steps[-1].endswith(answer):
        last = steps[-1].removesuffix(answer) + wrong
        slips.append(Slip("slip", (*steps[:-1], last), wrong))
    if len(steps) > 1 and "= " in steps[-2]:
        reached = steps[-2].rpartition("= ")[2].strip()
        if reached.lstrip("-").replace(".", "", 1).isdigit():
            slips.append(Slip("early", steps[:-1], reached))
    return tuple(slips)
