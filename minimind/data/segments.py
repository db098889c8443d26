"""Cutting: which stretches of which dataset rows are trained on.

A *segment* is a stretch of one row: ``length`` input positions and, shifted by one token, as many
targets. Rows of preference pairs come in groups of two that stay or go together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from minimind.data.integers import Ints, narrowest, ranges
from minimind.data.shards import Shards

# What becomes of a row longer than seq_len.
Overlong = Literal["split", "truncate"]

_CUT_ROWS = 2**18  # rows cut at once, and
_COUNT_TOKENS = 2**20  # loss marks counted at once: they bound memory, not results


@dataclass(frozen=True)
class Segments:
    """``S`` stretches of dataset rows, and what was lost in cutting them.

    Arrays have the narrowest unsigned type that surely holds them: a run keeps tens of millions
    of segments. Turn what you take from them into int64 before you calculate.
    """

    starts: NDArray[Any]  # [S] index of the first input token
    lengths: NDArray[Any]  # [S] input positions
    targets: NDArray[Any]  # [S] targets that carry loss
    truncated_rows: int = 0  # both counted in groups
    dropped_rows: int = 0

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, chosen: NDArray[Any]) -> Segments:
        """Only the segments ``chosen``, in that order."""
        return Segments(self.starts[chosen], self.lengths[chosen], self.targets[chosen])


def cut(
    shards: Shards, rows: NDArray[Any], seq_len: int, overlong: Overlong, group: int = 1
) -> Segments:
    """Segments of at most ``seq_len`` positions from ``rows`` (in rising order).

    ``split`` cuts longer rows into pieces that lose no target; ``truncate`` keeps their beginning.
    Segments without any target are dropped, with all of their group: ``group`` rows in a row (2
    for preference pairs; only ``truncate`` keeps groups together).
    """
    if group > 1 and overlong != "truncate":
        raise ValueError("groups of rows can only be truncated")
    step = _CUT_ROWS * group
    chunks = [rows[begin : begin + step] for begin in range(0, len(rows), step)]
    most = len(rows) if overlong == "truncate" else _count_pieces(shards, chunks, seq_len)
    # What stays unused at their end takes no memory, where joining parts would take it twice.
    starts = np.empty(most, narrowest(len(shards.tokens)))
    lengths, targets = (np.empty(most, narrowest(seq_len)) for _ in range(2))
    count = truncated = dropped = 0
    with shards.reading_in_order():
        for chunk in chunks:
            part = _cut(shards, chunk, seq_len, overlong, group)
            end = count + len(part)
            starts[count:end], lengths[count:end] = part.starts, part.lengths
            targets[count:end] = part.targets
            count = end
            truncated += part.truncated_rows
            dropped += part.dropped_rows
    return Segments(starts[:count], lengths[:count], targets[:count], truncated, dropped)


def _cut(
    shards: Shards, rows: NDArray[Any], seq_len: int, overlong: Overlong, group: int
) -> Segments:
    starts = np.asarray(shards.offsets[:-1][rows])
    positions = _positions(shards, rows)
    truncated = dropped = 0
    if overlong == "truncate":
        truncated = int((positions > seq_len).reshape(-1, group).any(1).sum())
        lengths = np.minimum(positions, seq_len)
    else:
        pieces = _pieces(positions, seq_len)
        within = ranges(pieces) * seq_len  # offset of each piece in its row
        starts = np.repeat(starts, pieces) + within
        lengths = np.minimum(np.repeat(positions, pieces) - within, seq_len)
    targets = _count_targets(shards, starts, lengths)
    kept = (targets > 0).reshape(-1, group).all(1)
    if overlong == "truncate":
        dropped = int(np.count_nonzero(~kept))
    kept = np.repeat(kept, group)
    return Segments(starts[kept], lengths[kept], targets[kept], truncated, dropped)


def _positions(shards: Shards, rows: NDArray[Any]) -> Ints:
    """Input positions of whole rows."""
    return shards.offsets[1:][rows] - shards.offsets[:-1][rows] - 1


def _count_pieces(shards: Shards, chunks: list[NDArray[Any]], seq_len: int) -> int:
    count = 0
    for chunk in chunks:
        count += int(_pieces(_positions(shards, chunk), seq_len).sum())
        shards.release()
    return count


def _pieces(positions: Ints, seq_len: int) -> Ints:
    """How many segments rows are split into."""
    return np.maximum(-(-positions // seq_len), 1)


def _count_targets(shards: Shards, starts: Ints, lengths: Ints) -> NDArray[np.int32]:
    """Targets among tokens start+1..start+length of each segment (in rising order)."""
    counts = np.empty(len(starts), np.int32)
    for begin, end in _stretches(starts):
        first, last = starts[begin], starts[end - 1] + lengths[end - 1] + 1
        running = np.zeros(last - first + 1, np.int32)
        np.cumsum(shards.targets[first:last], out=running[1:])
        shards.release()
        inputs_end = starts[begin:end] + lengths[begin:end] - first
        counts[begin:end] = running[inputs_end + 1] - running[starts[begin:end] - first + 1]
    return counts


def _stretches(starts: Ints) -> Iterator[tuple[int, int]]:
    """(begin, end) of segments that start within about ``_COUNT_TOKENS`` of each other."""
    begin = 0
    while begin < len(starts):
        end = max(int(np.searchsorted(starts, starts[begin] + _COUNT_TOKENS)), begin + 1)
        yield begin, end
        begin = end
