"""An order of the numbers below any size that needs no table: a keyed Feistel network."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from minimind.rows.characters import mix

Numbers = NDArray[np.uint64]
_ROUNDS = 6


def key_of(*words: object) -> np.uint64:
    """64 bits that depend on all ``words``, the same everywhere."""
    text = "\0".join(map(str, words)).encode("utf-8")
    return np.frombuffer(hashlib.sha256(text).digest()[:8], ">u8").astype(np.uint64)[0]


def scattered(numbers: Numbers, key: np.uint64) -> Numbers:
    """``[N]`` 64 random bits for each number; different numbers have different ones."""
    return mix(mix(numbers ^ key) + key)


class Permutation:
    """A random order of the numbers from 0 to ``size - 1``, known by its key.

    Numbers are halved; each round adds a random function of one half to the other, which can be
    undone. Results beyond ``size`` are sent through again until they fall below it.
    """

    def __init__(self, size: int, *key: object) -> None:
        self._size = size
        self._half = np.uint64(max(1, ((max(size, 2) - 1).bit_length() + 1) // 2))
        self._mask = np.uint64((1 << int(self._half)) - 1)
        self._keys = [key_of(*key, number) for number in range(_ROUNDS)]

    def place(self, numbers: Numbers) -> Numbers:
        """``[N]`` where each number stands in the order."""
        return self._walk(numbers, self._forward)

    def at(self, places: Numbers) -> Numbers:
        """``[N]`` the number at each place: the inverse of ``place``."""
        return self._walk(places, self._backward)

    def _walk(self, values: Numbers, step: Callable[[Numbers], Numbers]) -> Numbers:
        found = step(values)
        while len(outside := np.flatnonzero(found >= np.uint64(self._size))):
            found[outside] = step(found[outside])
        return found

    def _forward(self, values: Numbers) -> Numbers:
        left, right = values >> self._half, values & self._mask
        for key in self._keys:
            left, right = right, left ^ (mix(right ^ key) & self._mask)
        return (left << self._half) | right

    def _backward(self, values: Numbers) -> Numbers:
        left, right = values >> self._half, values & self._mask
        for key in reversed(self._keys):
            left, right = right ^ (mix(left ^ key) & self._mask), left
        return (left << self._half) | right
