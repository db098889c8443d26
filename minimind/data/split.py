"""Held-out split by content: the same words are on the same side in every dataset and stage."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minimind.data.integers import narrowest
from minimind.spec import SpecError
from minimind.spec.rows import RowKind, row_identity

Rows = NDArray[np.unsignedinteger[Any]]
_CHUNK = 2**20


def split_key(row: dict[str, Any], kind: RowKind) -> int:
    """A 64-bit number drawn from the row's words alone (sha256, so stable everywhere)."""
    words = row_identity(row, kind).encode("utf-8")
    return int.from_bytes(hashlib.sha256(words).digest()[:8], "big")


def held_out(keys: NDArray[np.uint64], fraction: float) -> NDArray[np.bool_]:
    """Which rows are held out, each judged by its key alone."""
    return keys < np.uint64(min(int(fraction * 2**64), 2**64 - 1))


def split_rows(keys: NDArray[np.uint64], fraction: float) -> tuple[Rows, Rows]:
    """Indices of (training rows, held-out rows), each in the order of ``keys``.

    A row is held out when its key lies in the lowest ``fraction`` of all keys: neither the order
    of the rows nor the rest of the dataset matters. A dataset so small that one side would stay
    empty gives that side its nearest row (with its duplicates).

    Raises SpecError when the rows are all the same words and ``fraction`` is not zero.
    """
    if fraction <= 0:
        every = np.arange(len(keys), dtype=narrowest(len(keys)))
        return every, every[:0]
    outside = held_out(keys, fraction)
    if not outside.any():
        outside = keys == keys.min()
    elif outside.all():
        outside = keys != keys.max()
    if outside.all() or not outside.any():
        raise SpecError(
            "The dataset holds only one distinct row, so none can be held out.",
            field="recipe.validation_fraction",
            remedy="Add rows, or set the held-out share to 0.",
        )
    return _indices(~outside), _indices(outside)


def _indices(chosen: NDArray[np.bool_]) -> Rows:
    """Where ``chosen`` is set, without ever holding tens of millions of 8-byte numbers."""
    narrow = narrowest(len(chosen))
    chunks = range(0, len(chosen), _CHUNK)
    parts = [(np.flatnonzero(chosen[i : i + _CHUNK]) + i).astype(narrow) for i in chunks]
    return np.concatenate(parts)
