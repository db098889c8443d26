"""Rows as token ids end to end in flat arrays: what encoders make and shards hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

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
    body = np.fromiter(map(len, bodies), np.int64, len(bodies))
    before = np.array([len(prefix) for prefix in prefixes], np.int64)[prefix_of]
    lengths = before + body + len(suffix)
    begins = np.cumsum(lengths) - lengths
    tokens = np.empty(int(lengths.sum()), np.uint32)
    for number, prefix in enumerate(prefixes):
        places = begins[prefix_of == number, None] + np.arange(len(prefix))
        tokens[places] = np.array(prefix, np.uint32)
    total = int(body.sum())
    places = np.repeat(begins + before - (np.cumsum(body) - body), body) + np.arange(total)
    tokens[places] = np.fromiter(chain.from_iterable(bodies), np.uint32, total)
    tokens[(begins + before + body)[:, None] + np.arange(len(suffix))] = np.array(suffix, np.uint32)

    marks = np.stack([np.zeros_like(is_target), is_target], axis=1)
    stretches = np.stack([before, lengths - before], axis=1)
    return Encoded(tokens, np.repeat(marks.ravel(), stretches.ravel()), lengths)
