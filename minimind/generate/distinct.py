"""Which rows were there before, in 8 bytes a row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_RECENT = 100_000


class Seen:
    """A set of 64-bit digests: a sorted array, and the last ones beside it until they join it."""

    def __init__(self, digests: NDArray[np.uint64] | None = None) -> None:
        self._sorted = np.sort(digests) if digests is not None else np.zeros(0, np.uint64)
        self._recent: set[int] = set()

    def __len__(self) -> int:
        return len(self._sorted) + len(self._recent)

    def add(self, digest: int) -> bool:
        """Whether it is new."""
        if digest in self._recent:
            return False
        key = np.uint64(digest)
        place = int(np.searchsorted(self._sorted, key))
        if place < len(self._sorted) and self._sorted[place] == key:
            return False
        self._recent.add(digest)
        if len(self._recent) >= _RECENT:
            recent = np.fromiter(self._recent, np.uint64, len(self._recent))
            self._sorted = np.sort(np.concatenate([self._sorted, recent]), kind="stable")
            self._recent.clear()
        return True
