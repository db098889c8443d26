"""What kinds of characters texts hold, looked up in tables for millions at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

# Bits of a character's class.
WORD = 1  # part of a word: letters, digits, marks, underscores
SINGLE = 2  # a word by itself: Chinese characters, kana, symbols
HAN = 4
LATIN = 8
OTHER_LETTER = 16
CONTROL = 32  # no part of any text: control and direction marks, torn encodings

SCRIPTS = (HAN, LATIN, OTHER_LETTER)

_COUNTER_BITS = 21  # no text of a row is so long that it needs more: 4 MiB of bytes
_TABLE = 0x10000  # characters beyond count as the last: nearly all of them are emoji
_OPERATORS = "*/%-"  # that Unicode counts as punctuation
_NO_TEXT = "\ufeff\ufffd\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_PLAIN = "\t\n\r"


@cache
def classes() -> NDArray[np.uint8]:
    """``[65536]`` the class of every character."""
    table = np.zeros(_TABLE, np.uint8)
    for code in range(_TABLE - 1):
        table[code] = _class(chr(code))
    table[-1] = SINGLE
    return table


def _class(character: str) -> int:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs") or character in _NO_TEXT:
        return 0 if character in _PLAIN else CONTROL
    if category[0] == "S" or character in _OPERATORS:
        return SINGLE
    if category[0] == "L":
        name = unicodedata.name(character, "")
        if name.startswith("CJK") or (category == "Lo" and 0x3400 <= ord(character) <= 0x9FFF):
            return SINGLE | HAN
        if name.startswith(("HIRAGANA", "KATAKANA")):
            return SINGLE | OTHER_LETTER
        return WORD | (LATIN if "LATIN" in name else OTHER_LETTER)
    return WORD if category[0] in "MN" or character == "_" else 0


@cache
def values() -> NDArray[np.uint64]:
    """``[65536]`` a random number for every character of words; the same for a and A, 1 and １."""
    folded = [ord(_folded(chr(code))) for code in range(_TABLE)]
    return np.where(classes() & (WORD | SINGLE), mix(np.array(folded, np.uint64)), 0)


def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    plain = (plain if len(plain) == 1 else character).lower()
    return plain if len(plain) == 1 else character


def mix(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatters numbers over all 64 bits (the finish of splitmix64)."""
    numbers = numbers ^ (numbers >> np.uint64(30))
    shifted = np.empty_like(numbers)  # made once: memory costs more than the arithmetic
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    numbers ^= np.right_shift(numbers, np.uint64(27), out=shifted)
    numbers *= np.uint64(0x94D049BB133111EB)
    numbers ^= np.right_shift(numbers, np.uint64(31), out=shifted)
    return numbers


@cache
def _letters() -> NDArray[np.uint64]:
    """``[65536]`` three counters in one number: 1 in that of the script of each letter."""
    table = np.zeros(_TABLE, np.uint64)
    for number, script in enumerate(SCRIPTS):
        table |= ((classes() & script) != 0).astype(np.uint64) << np.uint64(number * _COUNTER_BITS)
    return table


class Characters:
    """The characters of texts end to end, a newline after each.

    Attributes:
        joined: the texts themselves.
        codes: ``[C]`` code points.
        classes: ``[C]``
        starts: ``[T]`` of each text.
        lengths: ``[T]`` without the newline.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.joined = "\n".join([*texts, ""])
        self.codes = np.frombuffer(self.joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        self.classes = classes().take(self.codes, mode="clip")
        self.lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        self.starts = np.cumsum(self.lengths + 1) - self.lengths - 1

    def values(self) -> NDArray[np.uint64]:
        """``[C]`` see ``values``."""
        found = values().take(self.codes, mode="clip")
        beyond = np.flatnonzero(self.codes >= _TABLE - 1)
        if len(beyond):
            found[beyond] = mix(self.codes[beyond].astype(np.uint64))
        return found

    def letters(self) -> NDArray[np.int64]:
        """``[3, T]`` letters of each of SCRIPTS in each text."""
        if not len(self.starts):
            return np.zeros((len(SCRIPTS), 0), np.int64)
        counts = np.add.reduceat(_letters().take(self.codes, mode="clip"), self.starts)
        mask = np.uint64(2**_COUNTER_BITS - 1)
        shifts = np.arange(len(SCRIPTS), dtype=np.uint64)[:, None] * np.uint64(_COUNTER_BITS)
        return ((counts >> shifts) & mask).astype(np.int64)

    def with_class(self, bits: int) -> NDArray[np.int64]:
        """The texts that hold a character with one of the bits, ascending."""
        places = np.flatnonzero(self.classes & bits)
        return np.unique(np.searchsorted(self.starts, places, side="right") - 1)
