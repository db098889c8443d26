"""Rows as token ids end to end in flat arrays: what encoders make and shards hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Encoded:
    """``R`` encoded rows of ``N`` tokens in all."""

    tokens: NDArray[np.uint32]  # [N]
    targets: NDArray[np.bool_]  # [N]: the token carries loss when it is predicted
    lengths: NDArray[np.int64]  # [R]


def wrap(
    bodies: Sequence[Sequence[int]],
    prefixes: Sequence[Sequence[int]],
    prefix_of: NDArray[np.int64],
    suffix: Sequence[int],
    is_target: NDArray[np.bool_],
) -> Encoded:
    """``R`` rows of a prefix, a body and the suffix each.

    Args:
        bodies: the ids of each row, ``R`` lists.
        prefixes: the few beginnings that there are.
        prefix_of: ``[R]`` which of them each row has.
        suffix: what every row ends with.
        is_target: ``[R]`` whether body and suffix carry loss; prefixes never do.
    """
    size = np.fromiter(map(len, bodies), np.int64, len(bodies))
    before = np.array([len(prefix) for prefix in prefixes], np.int64)[prefix_of]
    after = size + len(suffix)
    pieces = zip((prefixes[number] for number in prefix_of.tolist()), bodies, repeat(suffix))
    ids = chain.from_iterable(chain.from_iterable(pieces))
    tokens = np.fromiter(ids, np.uint32, int((before + after).sum()))

    marks = np.stack([np.zeros_like(is_target), is_target], axis=1)
    stretches = np.stack([before, after], axis=1)
    return Encoded(tokens, np.repeat(marks.ravel(), stretches.ravel()), before + after)
