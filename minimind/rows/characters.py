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
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


class Characters:
    """The characters of texts end to end, a newline after each.

    Attributes:
        codes: ``[C]`` code points.
        classes: ``[C]``
        starts: ``[T]`` of each text.
        lengths: ``[T]`` without the newline.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "\n".join([*texts, ""])
        self.codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
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

    def count(self, bits: int) -> NDArray[np.int64]:
        """``[T]`` characters of each text that have one of the bits."""
        if not len(self.starts):
            return np.zeros(0, np.int64)
        return np.add.reduceat((self.classes & bits) != 0, self.starts, dtype=np.int64)
