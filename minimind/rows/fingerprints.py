"""What makes rows comparable: the shingles of a text, and a short signature of them.

A text is cut into words: runs of letters and digits; a Chinese character or a symbol each by
itself. Case, width, white space and punctuation do not count. A shingle is three words in a row
(fewer at the end of a text). Two rows are nearly the same when at least ``NEAR`` of all their
shingles are in both (Jaccard similarity: shared / all different ones).

The signature (MinHash, Broder 1997, with one permutation, Li et al. 2012) finds such pairs without
comparing all with all. The hashes of a text's shingles fall into ``BINS`` bins, of which each keeps
its greatest; a bin that stays empty borrows from others. Two texts agree in a bin about as often as
they are similar. ``BANDS`` groups of five bins make a key each: rows with a key in common are
candidates. Two bits of every bin make the sketch: candidates whose sketches differ much are
dropped, all others are read again and compared in full. So no pair below the limit is ever
reported; of pairs right at it about 95 in 100 are found, of pairs at 0.85 98, at 0.9 more than 99.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minimind.data.integers import ranges
from minimind.rows.characters import SINGLE, WORD, Characters, mix

NEAR = 0.8
COMPARED_CHARACTERS = 2**18  # of a text; what comes after is not compared
BINS = 64
BANDS = 8
FAR = 22  # bins in which the sketches of similar rows can differ
_PER_BAND = 5
_BORROWINGS = 4
_HASH_BITS = 44  # of a shingle, when a number of 20 bits stands before it

_BASE = 0x9E3779B97F4A7C15
_WEIGHTS = (0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)
# Of whom each bin borrows, one after the other.
_LENDERS = (mix(np.arange(_BORROWINGS * BINS, dtype=np.uint64)) % np.uint64(BINS)).astype(np.int64)


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
    return Shingles(_windows(words, counts), counts)


def _windows(words: NDArray[np.uint64], counts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """``[S]`` a hash of each word and the two after it in the same text."""
    hashes = words * np.uint64(_WEIGHTS[0])
    hashes[:-1] += words[1:] * np.uint64(_WEIGHTS[1])
    hashes[:-2] += words[2:] * np.uint64(_WEIGHTS[2])
    # Those at the end of a text have taken words of the next one.
    last = (np.cumsum(counts) - 1)[counts > 0]
    before = last[counts[counts > 0] > 1] - 1
    hashes[last] = words[last] * np.uint64(_WEIGHTS[0])
    hashes[before] = words[before] * np.uint64(_WEIGHTS[0])
    hashes[before] += words[before + 1] * np.uint64(_WEIGHTS[1])
    return mix(hashes)


@dataclass(frozen=True)
class Signatures:
    """What ``T`` texts are compared by."""

    bands: NDArray[np.uint32]  # [BANDS, T]; 0 for a text without words
    sketches: NDArray[np.uint64]  # [2, T]


def signatures(found: Shingles) -> Signatures:
    """Of every text."""
    some = np.flatnonzero(found.counts > 0)
    bands = np.zeros((BANDS, len(found.counts)), np.uint32)
    sketches = np.zeros((2, len(found.counts)), np.uint64)
    if len(some):
        bins = _bins(found.hashes, found.counts[some])
        bands[:, some] = _bands(bins)
        sketches[:, some] = _sketches(bins)
    return Signatures(bands, sketches)


def _bins(hashes: NDArray[np.uint64], counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """``[BINS, T]`` the greatest hash in each bin."""
    texts = len(counts)
    bins = np.zeros((BINS, texts), np.uint32)
    places = (hashes >> np.uint64(58)).view(np.int64)
    places *= texts
    places += np.repeat(np.arange(texts), counts)
    np.maximum.at(bins.reshape(-1), places, hashes.astype(np.uint32))
    filled = bins  # 0: empty. Sums and products below, for choices are slow where none is likelier
    for lenders in _LENDERS.reshape(_BORROWINGS, BINS):
        filled = filled + bins[lenders] * (filled == 0)
    # What is still empty takes from the nearest before it, around the end.
    last = filled[0].copy()
    for row in filled[1:]:
        last = row + last * (row == 0)
    for number, row in enumerate(filled):
        last = filled[number] = row + last * (row == 0)
    return filled


def _bands(bins: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """``[BANDS, T]``"""
    columns = bins[: BANDS * _PER_BAND].reshape(BANDS, _PER_BAND, -1)
    keys = np.ones((BANDS, bins.shape[1]), np.uint64)
    for number in range(_PER_BAND):
        keys *= np.uint64(_BASE)
        keys += columns[:, number]
    return np.maximum(mix(keys) >> np.uint64(32), 1).astype(np.uint32)


def _sketches(bins: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """``[2, T]`` two bits of each bin."""
    bits = [(bins & np.uint32(bit)).astype(np.bool_) for bit in (1, 2)]
    bytes_ = [np.ascontiguousarray(np.packbits(some, axis=0).T) for some in bits]
    return np.stack([some.view(np.uint64)[:, 0] for some in bytes_])


def far_apart(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """``[P]`` whether rows cannot be similar, by their sketches.

    Args:
        one, other: ``[2, P]``
    """
    differ = one ^ other
    return np.bitwise_count(differ[0] | differ[1]) > FAR


def similarities(found: Shingles, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """``[P]`` the share of shingles that both texts of each pair have (0 when neither has any).

    Args:
        pairs: ``[P, 2]`` of the texts of ``found``.
    """
    sets, sizes = _sets(found)
    starts = np.cumsum(sizes) - sizes
    counts = sizes[pairs.reshape(-1)]
    places = np.repeat(starts[pairs.reshape(-1)], counts) + ranges(counts)
    number = np.repeat(np.arange(len(pairs)).repeat(2), counts).astype(np.uint64)
    # The pair's number in the upper bits keeps pairs apart in one sort.
    keys = np.sort((number << np.uint64(_HASH_BITS)) | sets[places])
    twice = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(_HASH_BITS)
    shared = np.bincount(twice.astype(np.int64), minlength=len(pairs))
    return shared / np.maximum(counts.reshape(-1, 2).sum(axis=1) - shared, 1)


def _sets(found: Shingles) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The different shingles of each text end to end, and how many each has."""
    number = np.repeat(np.arange(len(found.counts), dtype=np.uint64), found.counts)
    keys = (number << np.uint64(_HASH_BITS)) | (found.hashes >> np.uint64(64 - _HASH_BITS))
    keys = np.unique(keys)
    bounds = np.arange(len(found.counts) + 1, dtype=np.uint64) << np.uint64(_HASH_BITS)
    sizes = np.diff(np.searchsorted(keys, bounds))
    return keys & np.uint64(2**_HASH_BITS - 1), sizes
