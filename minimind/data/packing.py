"""Packing: many short rows share one training sequence, so that no position is wasted.

A *segment* is a stretch of one dataset row: ``length`` input positions and, shifted by one token,
as many targets. A *sequence* is what the model sees: up to ``seq_len`` positions of segments that
do not see each other. Everything here is deterministic and vectorised; only ``best_fit`` walks
over segments one by one, once a run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from minimind.data.shards import Shards

# What becomes of a row longer than seq_len.
Overlong = Literal["split", "truncate"]
_COUNT_TOKENS = 4 * 2**20  # loss marks counted at once: bounds memory, not results

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Segments:
    """``S`` stretches of dataset rows, and what was lost in cutting them."""

    starts: Ints  # [S] index of the first input token
    lengths: Ints  # [S] input positions
    targets: Ints  # [S] targets that carry loss
    truncated_rows: int = 0
    dropped_rows: int = 0

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, chosen: Ints) -> Segments:
        """Only the segments ``chosen``, in that order."""
        return Segments(self.starts[chosen], self.lengths[chosen], self.targets[chosen])


def cut(shards: Shards, rows: Ints, seq_len: int, overlong: Overlong) -> Segments:
    """Segments of at most ``seq_len`` positions from ``rows``.

    ``split`` cuts longer rows into pieces that lose no target; ``truncate`` keeps their beginning.
    Segments without any target are dropped.
    """
    starts = np.asarray(shards.offsets[:-1][rows])
    positions = np.asarray(shards.offsets[1:][rows]) - starts - 1
    too_long = int(np.count_nonzero(positions > seq_len))
    if overlong == "truncate":
        lengths = np.minimum(positions, seq_len)
    else:
        pieces = np.maximum(-(-positions // seq_len), 1)
        within = _ranges(pieces) * seq_len  # offset of each piece in its row
        starts = np.repeat(starts, pieces) + within
        lengths = np.minimum(np.repeat(positions, pieces) - within, seq_len)
    targets = _count_targets(shards.targets, starts, lengths)
    kept = targets > 0
    return Segments(
        starts[kept],
        lengths[kept],
        targets[kept],
        truncated_rows=too_long if overlong == "truncate" else 0,
        dropped_rows=int(np.count_nonzero(~kept)) if overlong == "truncate" else 0,
    )


def best_fit(lengths: Ints, capacity: int) -> Ints:
    """Which sequence each segment goes to: the one with the least room that is enough.

    Longest first (best-fit decreasing, Johnson 1973), equals in the given order. About a
    microsecond a segment, whatever the capacity.
    """
    assigned = np.empty(len(lengths), np.int64)
    by_room: list[list[int]] = [[] for _ in range(capacity + 1)]
    rooms = 0  # bit r is set while some sequence has room for r more positions
    count = 0
    longest_first = np.argsort(-lengths, kind="stable")
    for index, length in zip(longest_first.tolist(), lengths[longest_first].tolist(), strict=True):
        enough = rooms >> length
        if enough:
            room = length + (enough & -enough).bit_length() - 1
            sequence = by_room[room].pop()
            if not by_room[room]:
                rooms ^= 1 << room
        else:
            room, sequence = capacity, count
            count += 1
        assigned[index] = sequence
        if room > length:
            by_room[room - length].append(sequence)
            rooms |= 1 << (room - length)
    return assigned


@dataclass(frozen=True)
class Arrays:
    """A batch as arrays; ``B`` sequences of ``T`` positions, ``K`` targets that carry loss."""

    input_ids: Ints  # [B, T], padded with 0
    positions: Ints  # [B, T], restarting at each segment
    documents: Ints  # [B, T] number of the segment within its sequence, -1 for padding
    target_positions: Ints  # [K] indices into the flattened [B * T]
    target_ids: Ints  # [K]


class PackedSequences:
    """``P`` sequences packed from segments of one dataset."""

    def __init__(self, shards: Shards, segments: Segments, seq_len: int, seed: int) -> None:
        """Segments are shuffled by ``seed`` before packing: those that meet do so by chance."""
        order = np.random.default_rng(seed).permutation(len(segments))
        assigned = best_fit(segments.lengths[order], seq_len)
        by_sequence = np.argsort(assigned, kind="stable")
        self._shards = shards
        self._segments = segments.take(order[by_sequence])
        counts = np.bincount(assigned)
        self._offsets = np.concatenate(([0], np.cumsum(counts)))  # [P + 1] into _segments
        sums = (np.concatenate(([0], np.cumsum(a))) for a in self._per_segment())
        # [P] positions in use, and targets that carry loss, of each sequence
        self.tokens, self.targets = (np.diff(s[self._offsets]) for s in sums)

    def __len__(self) -> int:
        return len(self.tokens)

    def collate(self, sequences: Ints) -> Arrays:
        """The batch of ``sequences`` (indices), as wide as the longest of them.

        Of no sequences: one position of padding, for a process that has no share.
        """
        counts = self._offsets[1:][sequences] - self._offsets[:-1][sequences]
        within = _ranges(counts)
        chosen = np.repeat(self._offsets[:-1][sequences], counts) + within
        lengths = self._segments.lengths[chosen]
        width = int(self.tokens[sequences].max(initial=1))
        # Where each segment begins: its sequence's row, after the segments before it.
        ends = np.cumsum(lengths)
        row_tokens = self.tokens[sequences]
        row_begins = np.cumsum(row_tokens) - row_tokens
        columns = ends - lengths - np.repeat(row_begins, counts)
        begins = np.repeat(np.arange(len(sequences)) * width, counts) + columns
        # The same for each position.
        steps = _ranges(lengths)
        source = np.repeat(self._segments.starts[chosen], lengths) + steps
        place = np.repeat(begins, lengths) + steps

        shape = (max(len(sequences), 1), width)
        input_ids, positions = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        documents = np.full(shape, -1, np.int64)
        input_ids.reshape(-1)[place] = self._shards.tokens[source]
        positions.reshape(-1)[place] = steps
        documents.reshape(-1)[place] = np.repeat(within, lengths)
        carries_loss = self._shards.targets[source + 1]
        target_ids = self._shards.tokens[source[carries_loss] + 1].astype(np.int64)
        return Arrays(input_ids, positions, documents, place[carries_loss], target_ids)

    def target_counts(self, vocab_size: int) -> Ints:
        """How often each token id ``[V]`` is a target that carries loss."""
        counts = np.zeros(vocab_size, np.int64)
        for begin in range(0, len(self), 256):
            chunk = np.arange(begin, min(begin + 256, len(self)))
            counts += np.bincount(self.collate(chunk).target_ids, minlength=vocab_size)
        return counts

    def _per_segment(self) -> tuple[Ints, Ints]:
        return self._segments.lengths, self._segments.targets


def _ranges(counts: Ints) -> Ints:
    """0..n-1 for each n of ``counts``, end to end."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)


def _count_targets(marks: NDArray[np.bool_], starts: Ints, lengths: Ints) -> Ints:
    """Set ``marks`` among tokens start+1..start+length of each segment (in rising order)."""
    counts = np.empty(len(starts), np.int64)
    begin = 0
    while begin < len(starts):
        limit = starts[begin] + _COUNT_TOKENS
        end = max(int(np.searchsorted(starts, limit)), begin + 1)
        chunk = slice(begin, end)
        first = starts[begin]
        last = starts[end - 1] + lengths[end - 1] + 1
        running = np.concatenate(([0], np.cumsum(marks[first:last], dtype=np.int64)))
        inputs_end = starts[chunk] + lengths[chunk] - first
        counts[chunk] = running[inputs_end + 1] - running[starts[chunk] - first + 1]
        begin = end
    return counts
