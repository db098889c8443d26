"""Draws that are the same on every machine and under every version of Python."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal, TypeVar

Side = Literal["train", "held_out"]
SIDES: tuple[Side, ...] = ("train", "held_out")

# Numbers of the training side begin with 1 to 6, held-out ones with 7 to 9, whatever their length:
# so the two never share a number, and both have short and long ones.
LEADING: dict[Side, tuple[int, int]] = {"train": (1, 6), "held_out": (7, 9)}

T = TypeVar("T")
_MASK = 2**64 - 1


class Draw:
    """A source of choices that is known by its key alone (splitmix64, seeded with sha256)."""

    def __init__(self, *key: object) -> None:
        words = "\0".join(map(str, key)).encode("utf-8")
        self._state = int.from_bytes(hashlib.sha256(words).digest()[:8], "big")

    def _bits(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def below(self, count: int) -> int:
        """From 0 to ``count - 1``."""
        return (self._bits() * count) >> 64

    def between(self, low: int, high: int) -> int:
        """From ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def one_in(self, count: int) -> bool:
        return self.below(count) == 0

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """``count`` different places of ``choices``, in a random order."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def number(self, side: Side, digits: int, *, least: int = 1) -> int:
        """A number of ``side`` with exactly ``digits`` digits, at least ``least``."""
        first, last = LEADING[side]
        unit = 10 ** (digits - 1)
        return self.between(max(first * unit, least), (last + 1) * unit - 1)

    def up_to(self, side: Side, digits: int, *, least: int = 1) -> int:
        """A number of ``side`` with 1 to ``digits`` digits: longer ones are likelier."""
        length = max(self.between(1, digits), self.between(1, digits))
        return self.number(side, length, least=least)


def on_side(number: int, side: Side) -> bool:
    """Whether ``number`` (its sign and decimal point left out) belongs to ``side``."""
    first, last = LEADING[side]
    return first <= int(str(abs(number))[0]) <= last
