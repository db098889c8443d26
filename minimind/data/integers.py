"""Small helpers for arrays of integers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def narrowest(limit: int) -> type[np.unsignedinteger[Any]]:
    """The type of array elements up to ``limit``: 2, 4 or 8 bytes."""
    return next(t for t in (np.uint16, np.uint32, np.uint64) if limit <= np.iinfo(t).max)


def ranges(counts: Ints) -> Ints:
    """0..n-1 for each n of ``counts``, end to end."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
