"""Sums as text: read and computed exactly, without the code that wrote them.

This is what the answers of arithmetic are checked by, and every step of every row's thoughts.
"""

from __future__ import annotations

import re
from fractions import Fraction

_WORD = re.compile(r"\s*(\d+(?:\.\d+)?|[-+*/()×÷−])")
_SIGNS = {"×": "*", "÷": "/", "−": "-"}
# Sums, and what they are compared with: 3 + 4 = 7, 5 < 8 < 9.
_CHAIN = re.compile(r"[-+*/()×÷−=<>.\d\s]+")
_COMPARISON = re.compile(r"([=<>])")


def evaluate(text: str) -> Fraction:
    """The value of a sum of numbers, ``+ - * /`` (or ``× ÷``) and brackets.

    Raises ValueError for what is not such a sum, ZeroDivisionError for a division by nothing.
    """
    parser = _Parser(text)
    value = parser.sum()
    if parser.next is not None:
        raise ValueError(f"{text!r} goes on where a sum would end")
    return Fraction(value)


def wrong_step(thoughts: str) -> str | None:
    """The first comparison of numbers in ``thoughts`` that is not true; None when all are."""
    for line in thoughts.splitlines():
        for chain in _CHAIN.findall(line):
            parts = _COMPARISON.split(chain)
            sides, signs = parts[::2], parts[1::2]
            sides = [side.strip(" .") for side in sides]
            for left, sign, right in zip(sides, signs, sides[1:], strict=False):
                if left and right and not _true(left, sign, right):
                    return chain.strip()
    return None


def _true(left: str, sign: str, right: str) -> bool:
    try:
        first, second = evaluate(left), evaluate(right)
    except (ValueError, ZeroDivisionError):
        return False
    if sign == "=":
        return first == second
    return first < second if sign == "<" else first > second


class _Parser:
    """Recursive descent: a sum of products of signed numbers and brackets."""

    def __init__(self, text: str) -> None:
        words: list[str] = []
        at = 0
        text = text.rstrip()
        while at < len(text):
            found = _WORD.match(text, at)
            if found is None:
                raise ValueError(f"{text!r} is not a sum")
            words.append(_SIGNS.get(found[1], found[1]))
            at = found.end()
        self._words = words
        self._at = 0

    @property
    def next(self) -> str | None:
        return self._words[self._at] if self._at < len(self._words) else None

    def _take(self) -> str | None:
        word = self.next
        self._at += 1
        return word

    def sum(self) -> Fraction | int:
        value = self._product()
        while self.next in ("+", "-"):
            adds = self._take() == "+"
            term = self._product()
            value = value + term if adds else value - term
        return value

    def _product(self) -> Fraction | int:
        value = self._factor()
        while self.next in ("*", "/"):
            multiplies = self._take() == "*"
            factor = self._factor()
            value = value * factor if multiplies else Fraction(value) / factor
        return value

    def _factor(self) -> Fraction | int:
        word = self._take()
        if word == "-":
            return -self._factor()
        if word == "(":
            value = self.sum()
            if self._take() != ")":
                raise ValueError("a bracket is never closed")
            return value
        if word is None or not word[0].isdigit():
            raise ValueError("a number is missing")
        return int(word) if word.isdigit() else Fraction(word)  # the former is far quicker
