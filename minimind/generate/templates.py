"""Sentences with gaps, which can be filled, and read back out of a finished sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import Literal

Language = Literal["zh", "en"]
_NUMBER = r"-?\d+(?:\.\d+)?"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True)
class Template:
    """``text`` holds gaps such as ``{a}``; a gap may stand more than once.

    The gaps a to d and n hold numbers.
    """

    text: str

    def fill(self, **words: object) -> str:
        return self.text.format(**words)

    def read(self, sentence: str) -> dict[str, str] | None:
        """What stands in the gaps of ``sentence``; None when it is another sentence."""
        found = self._pattern.fullmatch(sentence)
        return found.groupdict() if found else None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts: list[str] = []
        seen: set[str] = set()
        for literal, name, _, _ in Formatter().parse(self.text):
            parts.append(re.escape(literal))
            if name is not None:
                inside = _NUMBER if name in "abcdn" else ".+?"
                parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>{inside})")
                seen.add(name)
        return re.compile("".join(parts))
