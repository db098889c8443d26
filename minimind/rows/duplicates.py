"""Rows that are there twice, word for word or nearly, in a file or in another one too.

Keys of all rows are sorted, a share of them at a time, so memory does not grow with the file.
Equal keys only name candidates: nearly equal rows are read again and compared in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minimind.rows.characters import Characters
from minimind.rows.columns import bit
from minimind.rows.fingerprints import COMPARED_CHARACTERS, NEAR, far_apart, shingles, similarities
from minimind.rows.lookup import Place, RowReader
from minimind.rows.parts import SKETCHES, Tally, first_rows, read_array
from minimind.rows.problems import words_of

_SORTED_ROWS = 2**22  # at a time
_SKETCHED_PAIRS = 2**14
_COMPARED_BYTES = 2**20  # of rows at a time
_RANGE_ROWS = 2**15

Pairs = NDArray[np.uint32]  # [N, 2] a row, and another one that it is like; ascending


@dataclass(frozen=True)
class Keys:
    """The parts of a scanned file."""

    directory: Path
    tallies: Sequence[Tally]

    @property
    def rows(self) -> int:
        """In all."""
        return sum(tally.rows for tally in self.tallies)

    def sketches(self) -> NDArray[np.uint64]:
        """``[R, 2]`` mapped into memory."""
        if not self.rows:
            return np.zeros((0, 2), np.uint64)
        return np.memmap(self.directory / SKETCHES, np.uint64, "r", shape=(self.rows, 2))

    def read(
        self, name: str, band: int, wanted: Callable[[NDArray[Any]], NDArray[np.bool_]]
    ) -> Iterator[tuple[NDArray[Any], NDArray[np.int64]]]:
        """The keys that are ``wanted``, with their rows."""
        for tally, before in zip(self.tallies, first_rows(self.tallies), strict=True):
            keys = read_array(self.directory, tally, name, band)
            rows = np.flatnonzero(wanted(keys))
            yield keys[rows], rows + before


@dataclass(frozen=True)
class Search:
    """What the workers need to know.

    Attributes:
        place: the file that is checked. Its table holds the problems found so far.
        validation: another file, whose rows are numbered after those of the first one.
        directory: where found pairs go.
    """

    place: Place
    keys: Keys
    validation: tuple[Place, Keys] | None
    directory: Path

    @property
    def shares(self) -> int:
        """In how many shares keys are sorted."""
        rows = self.keys.rows + (self.validation[1].rows if self.validation else 0)
        return max(1, -(-rows // _SORTED_ROWS))


def find_exact(search: Search, share: int, check: Callable[[], None]) -> Pairs:
    """Rows of a share of the keys that train the same as an earlier row, with the first of them."""

    def wanted(keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        check()
        return (keys % np.uint64(search.shares) == share) & (keys != 0)

    keys, rows = _joined(search.keys.read("exact", 0, wanted), np.uint64)
    order = np.argsort(keys)
    keys, rows = keys[order], rows[order]
    begins = _begins(keys)
    starts = np.flatnonzero(begins)
    if not len(starts):
        return np.zeros((0, 2), np.uint32)
    first = np.minimum.reduceat(rows, starts)[np.cumsum(begins) - 1]
    later = rows != first
    return _sorted_pairs(rows[later], first[later])


def find_candidates(
    search: Search, band_and_share: tuple[int, int], check: Callable[[], None]
) -> int:
    """Saves pairs of rows that agree in a band; returns how many."""
    band, share = band_and_share

    def wanted(keys: NDArray[np.uint32]) -> NDArray[np.bool_]:
        check()
        return (keys % np.uint32(search.shares) == share) & (keys != 0)

    keys, rows = _joined(search.keys.read("bands", band, wanted), np.uint32)
    if search.validation:
        others, numbers = _joined(search.validation[1].read("bands", band, wanted), np.uint32)
        keys = np.concatenate([keys, others])
        rows = np.concatenate([rows, numbers + search.keys.rows])
    packed = np.sort((keys.astype(np.uint64) << np.uint64(32)) | rows.astype(np.uint64))
    packed = packed[_shared(packed >> np.uint64(32))]
    keys, rows = packed >> np.uint64(32), (packed & np.uint64(2**32 - 1)).astype(np.int64)
    pairs = [_within(search, keys, rows), _across(search.keys.rows, keys, rows)]
    found = np.concatenate(pairs)
    if len(found):  # an empty file cannot be mapped into memory
        np.save(_file(search, band, share), found[np.argsort(found[:, 0], kind="stable")])
    return len(found)


def compare(search: Search, begin: int, check: Callable[[], None]) -> tuple[Pairs, Pairs]:
    """Of ``_RANGE_ROWS`` rows from ``begin``: those nearly like an earlier one, with the earliest;
    and those nearly like a row of the validation file, with the first such (counted from 0)."""
    end = begin + _RANGE_ROWS
    pieces: list[Pairs] = []
    for file in sorted(search.directory.glob("near-*.npy")):
        pairs = np.load(file, mmap_mode="r")
        low, high = np.searchsorted(pairs[:, 0], [begin, end])
        pieces.append(np.array(pairs[low:high]))
    packed = np.unique(np.concatenate([np.zeros(0, np.uint64), *map(_packed, pieces)]))
    alike: list[Pairs] = []
    for pairs in _in_small_pieces(search, _unpacked(packed)):
        check()
        alike.append(pairs[_similarity(search, pairs) >= NEAR])
    found = np.concatenate([np.zeros((0, 2), np.uint32), *alike])
    inside = found[:, 1] < search.keys.rows
    own, other = _first_of_each(found[inside]), _first_of_each(found[~inside])
    return own, other - np.array([0, search.keys.rows], np.uint32)


def ranges_of_rows(search: Search) -> list[int]:
    """What ``compare`` is to be called with."""
    return list(range(0, search.keys.rows, _RANGE_ROWS))


def _within(search: Search, keys: NDArray[np.uint64], rows: NDArray[np.int64]) -> Pairs:
    """Each row of a group with the first and with the one before it."""
    problems = search.place.column("problems", np.uint32)
    own = rows < search.keys.rows
    own[own] &= (problems[rows[own]] & np.uint32(bit("duplicate"))) == 0
    keys, rows = keys[own], rows[own]
    begins = _begins(keys)
    starts = np.flatnonzero(begins)
    if not len(starts):
        return np.zeros((0, 2), np.uint32)
    later = ~begins
    first = rows[starts][np.cumsum(begins) - 1][later]
    before = rows[np.flatnonzero(later) - 1]
    further = before != first
    return np.concatenate(
        [_pairs(rows[later], first), _pairs(rows[later][further], before[further])]
    )


def _across(count: int, keys: NDArray[np.uint64], rows: NDArray[np.int64]) -> Pairs:
    """Each row with the first and the last of the other file's rows in its group."""
    other = rows >= count
    if not other.any():
        return np.zeros((0, 2), np.uint32)
    groups = np.cumsum(_begins(keys)) - 1
    own = np.flatnonzero(~other & np.isin(groups, groups[other]))
    first = np.searchsorted(groups[other], groups[own], side="left")
    last = np.searchsorted(groups[other], groups[own], side="right") - 1
    several = first != last
    theirs = rows[other]
    return np.concatenate(
        [_pairs(rows[own], theirs[first]), _pairs(rows[own][several], theirs[last][several])]
    )


def _in_small_pieces(search: Search, pairs: Pairs) -> Iterator[Pairs]:
    """Those that are worth a comparison, as many at a time as memory is meant to hold."""
    for first in range(0, len(pairs), _SKETCHED_PAIRS):
        some = pairs[first : first + _SKETCHED_PAIRS]
        some = some[~far_apart(*(_sketches(search, rows) for rows in some.T))]
        sizes = sum(_sizes(search, rows) for rows in some.T)
        cuts = np.flatnonzero(np.diff(np.cumsum(sizes) // _COMPARED_BYTES)) + 1
        yield from (piece for piece in np.split(some, cuts) if len(piece))


def _sketches(search: Search, rows: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """``[2, N]`` of rows of either file."""
    own = rows < search.keys.rows
    found = np.zeros((len(rows), 2), np.uint64)
    found[own] = search.keys.sketches()[rows[own]]
    if search.validation:
        found[~own] = search.validation[1].sketches()[rows[~own] - np.uint32(search.keys.rows)]
    return found.T


def _sizes(search: Search, rows: NDArray[np.uint32]) -> NDArray[np.int64]:
    """``[N]`` bytes of rows of either file."""
    own = rows < search.keys.rows
    found = np.zeros(len(rows), np.int64)
    found[own] = search.place.column("lengths", np.uint32)[rows[own]]
    if search.validation:
        others = rows[~own] - np.uint32(search.keys.rows)
        found[~own] = search.validation[0].column("lengths", np.uint32)[others]
    return found


def _similarity(search: Search, pairs: Pairs) -> NDArray[np.float64]:
    numbers, where = np.unique(pairs, return_inverse=True)
    count = search.keys.rows
    texts = _texts(search.place, numbers[numbers < count].tolist())
    if search.validation:
        others = numbers[numbers >= count] - np.uint32(count)
        texts += _texts(search.validation[0], others.tolist())
    found = shingles(Characters(texts), len(texts))
    return similarities(found, where.reshape(pairs.shape))


def _texts(place: Place, rows: list[int]) -> list[str]:
    with RowReader(place) as reader:
        return [words_of(reader.row(row), place.kind).main[:COMPARED_CHARACTERS] for row in rows]


def _joined(
    pieces: Iterator[tuple[NDArray[Any], NDArray[np.int64]]], dtype: Any
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    keys: list[NDArray[Any]] = [np.zeros(0, dtype)]
    rows: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for some, of_rows in pieces:
        keys.append(some)
        rows.append(of_rows)
    return np.concatenate(keys), np.concatenate(rows)


def _begins(keys: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a new key begins in sorted keys."""
    begins = np.ones(len(keys), np.bool_)
    begins[1:] = keys[1:] != keys[:-1]
    return begins


def _shared(keys: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of sorted keys are there more than once."""
    begins = _begins(keys)
    return ~(begins & np.append(begins[1:], True)) if len(keys) else begins


def _pairs(rows: NDArray[np.int64], others: NDArray[np.int64]) -> Pairs:
    return np.stack([rows, others], axis=1).astype(np.uint32)


def _sorted_pairs(rows: NDArray[np.int64], others: NDArray[np.int64]) -> Pairs:
    order = np.argsort(rows)
    return _pairs(rows[order], others[order])


def _packed(pairs: Pairs) -> NDArray[np.uint64]:
    return (pairs[:, 0].astype(np.uint64) << np.uint64(32)) | pairs[:, 1]


def _unpacked(packed: NDArray[np.uint64]) -> Pairs:
    return np.stack([packed >> np.uint64(32), packed & np.uint64(2**32 - 1)], 1).astype(np.uint32)


def _first_of_each(pairs: Pairs) -> Pairs:
    """The first pair of each row; ``pairs`` ascend."""
    return pairs[_begins(pairs[:, 0])]


def _file(search: Search, band: int, share: int) -> Path:
    return search.directory / f"near-{band}-{share}.npy"
