"""Which of a part's rows are taken, and how often."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from minimind.rows.mixture.index import PartIndex
from minimind.rows.mixture.permutation import Permutation

_CHUNK = 2**16


class Selection:
    """``passes`` whole rounds of all living rows, and once more those that ``order`` puts first.

    Living rows are numbered from 0 in the order of the file; ``order`` is over these numbers.
    """

    def __init__(self, part: PartIndex, living: int, order: Permutation) -> None:
        self._part = part
        self._living = living
        self._order = order
        self.passes = 0
        self.once_more = 0

    def take_rows(self, amount: int) -> None:
        self.passes, self.once_more = divmod(amount, self._living)

    def take_characters(self, amount: int, available: int) -> None:
        """As few rows as have so many characters; ``available`` is what all of them have."""
        self.passes, rest = divmod(amount, max(available, 1))
        lengths = np.memmap(self._part.path_of("characters"), np.uint32, "r")
        rows = _living_rows(self._part, self._living)
        self.once_more = 0
        for first in range(0, self._living, _CHUNK):
            if rest <= 0:
                return
            places = np.arange(first, min(first + _CHUNK, self._living), dtype=np.uint64)
            taken = np.cumsum(lengths[rows[self._order.at(places)]], dtype=np.int64)
            enough = int(np.searchsorted(taken, rest))
            self.once_more += min(enough + 1, len(taken))
            rest -= int(taken[min(enough, len(taken) - 1)])

    def measure(self, column: str) -> int:
        """The sum of a column over what is taken, repeats included."""
        return sum(
            int((self._part.values(column, chunk)[rows].astype(np.int64) * copies).sum())
            for chunk, rows, copies in self.taken()
        )

    @property
    def rows(self) -> int:
        """With repeats."""
        return self.passes * self._living + self.once_more

    def taken(self) -> Iterator[tuple[slice, NDArray[np.int64], NDArray[np.int64]]]:
        """Yields (chunk of the part, rows counted from its start, how often each is taken)."""
        before = 0
        for chunk in self._part.chunks():
            rows = np.flatnonzero(self._part.alive[chunk])
            numbers = np.arange(before, before + len(rows), dtype=np.uint64)
            before += len(rows)
            copies = np.full(len(rows), self.passes, np.int64)
            if self.once_more:
                copies += self._order.place(numbers) < np.uint64(self.once_more)
            kept = copies > 0
            yield chunk, rows[kept], copies[kept]


def _living_rows(part: PartIndex, living: int) -> NDArray[np.uint32]:
    """``[L]`` the row of each living number, on the disk."""
    path = part.path_of("living")
    with path.open("wb") as file:
        for chunk in part.chunks():
            rows = np.flatnonzero(part.alive[chunk]) + chunk.start
            file.write(rows.astype(np.uint32).tobytes())
    return np.memmap(path, np.uint32, "r", shape=(living,))
