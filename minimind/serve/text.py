"""From token ids to text, piece by piece."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class Detokenizer:
    """Text of a growing sequence. A character split over tokens is given out when it is whole.

    Bytes that are no UTF-8 become U+FFFD as in ``Tokenizer.decode``, all but a character that
    is still incomplete at the very end: it never appears.
    """

    def __init__(self, table: Sequence[bytes]) -> None:
        self._table = table
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def push(self, token: int) -> str:
        """The text that ``token`` completes; an id beyond the tokenizer's stands for nothing."""
        return self._decoder.decode(self._table[token] if token < len(self._table) else b"")


class StopFilter:
    """Lets text through up to the first of some stop strings.

    The end of the text is held back while it may be the beginning of one.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = [stop for stop in stops if stop]
        self._held = ""
        self.hit = False

    def push(self, text: str) -> str:
        """What may be shown now; after ``hit``, nothing more."""
        if self.hit:
            return ""
        text = self._held + text
        found = [at for stop in self._stops if (at := text.find(stop)) >= 0]
        if found:
            self.hit, self._held = True, ""
            return text[: min(found)]
        keep = max((self._overlap(text, stop) for stop in self._stops), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def flush(self) -> str:
        """What was held back, once nothing more can come."""
        held, self._held = self._held, ""
        return held

    @staticmethod
    def _overlap(text: str, stop: str) -> int:
        """How many characters at the end of ``text`` may begin ``stop``."""
        longest = min(len(stop) - 1, len(text))
        return next((n for n in range(longest, 0, -1) if text.endswith(stop[:n])), 0)
