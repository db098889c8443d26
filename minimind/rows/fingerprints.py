"""What makes rows comparable: the shingles of a text, and a short signature of them.

A text is cut into words: runs of letters and digits; a Chinese character or a symbol each by
itself. Case, width, white space and punctuation do not count. A shingle is three words in a row
(fewer at the end of a text). Two rows are nearly the same when at least ``NEAR`` of all their
shingles are in both (Jaccard similarity: shared / all different ones).

The signature (MinHash: Broder 1997) finds such pairs without comparing all with all: ``BANDS``
numbers, each drawn from five independent minima over the shingles. Rows that agree in one of them
are compared in full. Of pairs right at the limit 96 in 100 are found, of pairs at 0.85 99 in 100,
of pairs at 0.9 all but 1 in 1,000; no pair below the limit is ever reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minimind.rows.characters import SINGLE, WORD, Characters, mix

NEAR = 0.8
BANDS = 8
_PER_BAND = 5
_SHINGLE = 3

_BASE = 0x9E3779B97F4A7C15
_WEIGHTS = (0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
_MULTIPLIERS = (mix(np.arange(1, BANDS * _PER_BAND + 1, dtype=np.uint64)) | np.uint64(1)).astype(
    np.uint32
)


@dataclass(frozen=True)
class Shingles:
    """The shingles of ``T`` texts end to end."""

    hashes: NDArray[np.uint64]  # [S]
    counts: NDArray[np.int64]  # [T]


class _Powers:
    """Powers of an odd number and of its inverse (modulo 2^64), as many as were ever needed."""

    def __init__(self) -> None:
        self._up = self._down = np.ones(1, np.uint64)

    def get(self, count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        while len(self._up) < count:
            self._up = self._doubled(self._up, _BASE)
            self._down = self._doubled(self._down, pow(_BASE, -1, 2**64))
        return self._up[:count], self._down

    @staticmethod
    def _doubled(powers: NDArray[np.uint64], base: int) -> NDArray[np.uint64]:
        return np.concatenate([powers, powers * np.uint64(pow(base, len(powers), 2**64))])


_powers = _Powers()


def shingles(characters: Characters, texts: int) -> Shingles:
    """Of the first ``texts`` texts."""
    if not texts:
        return Shingles(np.zeros(0, np.uint64), np.zeros(0, np.int64))
    end = int(characters.starts[texts - 1] + characters.lengths[texts - 1] + 1)
    kinds = characters.classes[:end]
    in_word = (kinds & WORD) != 0
    begins = in_word | ((kinds & SINGLE) != 0)
    begins[1:] &= ~(in_word[1:] & in_word[:-1])
    starts = np.flatnonzero(begins)
    counts = np.diff(np.searchsorted(starts, np.append(characters.starts[:texts], end)))
    if not len(starts):
        return Shingles(np.zeros(0, np.uint64), counts)
    up, down = _powers.get(end)
    # What is no part of words has the value 0, so a word may reach up to the next one.
    words = np.add.reduceat(characters.values()[:end] * up, starts) * down[starts]
    return Shingles(_windows(mix(words), counts), counts)


def _windows(words: NDArray[np.uint64], counts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """``[S]`` a hash of each word and the two after it in the same text."""
    hashes = words * np.uint64(_WEIGHTS[0])
    left = np.repeat(np.cumsum(counts), counts) - np.arange(len(words))  # words, this one too
    for distance, weight in enumerate(_WEIGHTS[1:], 1):
        later = words[distance:] * np.uint64(weight)
        hashes[:-distance] += np.where(left[:-distance] > distance, later, 0)
    return mix(hashes)


def bands(found: Shingles) -> NDArray[np.uint32]:
    """``[BANDS, T]`` the signatures of texts; 0 for a text without words."""
    some = found.counts > 0
    signatures = np.zeros((BANDS, len(found.counts)), np.uint32)
    if not some.any():
        return signatures
    starts = (np.cumsum(found.counts) - found.counts)[some]
    short = (found.hashes >> np.uint64(32)).astype(np.uint32)
    for band in range(BANDS):
        key = np.full(len(starts), band + 1, np.uint64)
        for multiplier in _MULTIPLIERS[band * _PER_BAND : (band + 1) * _PER_BAND]:
            least = np.minimum.reduceat(short * multiplier, starts)
            key = key * np.uint64(_BASE) + least
        signatures[band, some] = np.maximum(mix(key) >> np.uint64(32), 1)
    return signatures


def similarities(
    first: Sequence[NDArray[np.uint64]], second: Sequence[NDArray[np.uint64]]
) -> NDArray[np.float64]:
    """``[P]`` the share of shingles that both rows of each pair have (0 when neither has any).

    Args:
        first, second: ``P`` sorted arrays of different shingles each.
    """
    pairs = len(first)
    sizes = np.array([len(a) + len(b) for a, b in zip(first, second, strict=True)], np.int64)
    if not sizes.sum():
        return np.zeros(pairs)
    whole = np.concatenate([part for pair in zip(first, second, strict=True) for part in pair])
    # The pair's number in the upper bits keeps pairs apart in one sort; 40 bits of hash remain.
    number = np.repeat(np.arange(pairs, dtype=np.uint64), sizes)
    keys = np.sort((number << np.uint64(40)) | (whole >> np.uint64(24)))
    twice = keys[1:] == keys[:-1]
    shared = np.bincount((keys[1:][twice] >> np.uint64(40)).astype(np.int64), minlength=pairs)
    return shared / np.maximum(sizes - shared, 1)
