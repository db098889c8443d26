"""Packing: many short rows share one training sequence, so that no position is wasted.

A *sequence* is what the model sees: segments one after another that do not see each other.
Everything here is deterministic, and nothing loops over tokens or segments.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minimind.data.integers import Ints, narrowest, ranges
from minimind.data.segments import Segments
from minimind.data.shards import Shards

_WINDOW = 2**19  # segments packed with each other: bounds memory and time


@dataclass(frozen=True)
class Arrays:
    """A batch as arrays; ``B`` sequences of ``T`` positions, ``K`` targets that carry loss."""

    input_ids: Ints  # [B, T], padded with 0
    positions: Ints  # [B, T], restarting at each segment
    documents: Ints  # [B, T] number of the segment within its sequence, -1 for padding
    target_positions: Ints  # [K] indices into the flattened [B * T]
    target_ids: Ints  # [K]
    # [D + 1] where each of the D documents begins in the flattened [B * T], and the end of all.
    # The padding at the end of a sequence counts as a document of its own.
    boundaries: NDArray[np.int32]


class PackedSequences:
    """``P`` sequences packed from segments of one dataset.

    Attributes:
        tokens: ``[P]`` positions in use of each sequence.
        targets: ``[P]`` targets that carry loss of each.
        documents: ``[P]`` segments of each.
    """

    def __init__(
        self,
        shards: Shards,
        segments: Segments,
        seq_len: int,
        seed: int,
        *,
        packing: bool = True,
        group: int = 1,
    ) -> None:
        """Segments are shuffled by ``seed`` before packing: those that meet do so by chance.

        ``group`` segments in a row always share one sequence, of up to ``group * seq_len``
        positions. Without ``packing`` every group has a sequence of its own, in the given order.
        """
        self._shards = shards
        self._segments = segments
        self._group = group
        lengths, targets = (_sums(a, group) for a in (segments.lengths, segments.targets))
        if packing:
            self._order, counts = _pack(lengths, group * seq_len, seed)
        else:
            self._order = np.arange(len(lengths), dtype=narrowest(len(lengths)))
            counts = np.ones(len(lengths), np.int32)
        # [P + 1] into _order
        self._offsets = np.zeros(len(counts) + 1, narrowest(len(lengths)))
        np.cumsum(counts, out=self._offsets[1:])
        self.tokens, self.targets = (self._per_sequence(a) for a in (lengths, targets))
        self.documents = counts * np.int32(group)

    def __len__(self) -> int:
        return len(self.tokens)

    def collate(self, sequences: NDArray[Any], width: int | None = None) -> Arrays:
        """The batch of ``sequences`` (indices), ``width`` positions wide, or as the longest.

        Of no sequences: one row of padding, for a process that has no share.

        Raises ValueError when a sequence is longer than ``width``.
        """
        counts, chosen = self._segments_of(sequences)
        lengths = self._segments.lengths[chosen].astype(np.int64)
        row_tokens = self.tokens[sequences].astype(np.int64)
        longest = int(row_tokens.max(initial=1))
        width = longest if width is None else width
        if longest > width:
            raise ValueError(f"a sequence of {longest} positions is wider than {width}")
        height = max(len(sequences), 1)
        # Where each segment begins: its sequence's row, after the segments before it.
        row_begins = np.arange(len(sequences)) * width
        skipped = row_begins - (np.cumsum(row_tokens) - row_tokens)  # padding of the rows before
        begins = np.cumsum(lengths) - lengths + np.repeat(skipped, counts)
        # The same for each position. What is read has one token more for each segment.
        steps = ranges(lengths)
        place = np.repeat(begins, lengths) + steps
        source = np.arange(len(steps)) + np.repeat(np.arange(len(lengths)), lengths)
        starts = self._segments.starts[chosen].astype(np.int64)
        tokens, targets = self._shards.read(starts, lengths + 1)

        size = height * width
        input_ids, positions = np.zeros(size, np.int64), np.zeros(size, np.int64)
        documents = np.full(size, -1, np.int64)
        input_ids[place] = tokens[source]
        positions[place] = steps
        documents[place] = np.repeat(ranges(counts), lengths)
        carries_loss = targets[source + 1]
        target_ids = tokens[source[carries_loss] + 1].astype(np.int64)
        padding = (row_begins + row_tokens)[row_tokens < width]
        boundaries = np.sort(np.concatenate([begins, padding, [size]]))
        if not len(sequences):
            boundaries = np.array([0, size])
        return Arrays(
            input_ids.reshape(height, width),
            positions.reshape(height, width),
            documents.reshape(height, width),
            place[carries_loss],
            target_ids,
            boundaries.astype(np.int32),
        )

    def target_counts(self, vocab_size: int) -> Ints:
        """How often each token id ``[V]`` is a target that carries loss."""
        counts = np.zeros(vocab_size, np.int64)
        for begin in range(0, len(self), 256):
            chunk = np.arange(begin, min(begin + 256, len(self)))
            counts += np.bincount(self.collate(chunk).target_ids, minlength=vocab_size)
        return counts

    def identity(self) -> str:
        """sha256 (hex) of which stretches of which tokens these sequences hold, in their order."""
        total = hashlib.sha256()
        for array in (self._segments.starts, self._segments.lengths, self._order, self._offsets):
            total.update(np.ascontiguousarray(array).data)
        return total.hexdigest()

    def _segments_of(self, sequences: NDArray[Any]) -> tuple[Ints, Ints]:
        """(how many segments each sequence has, the segments of all of them)."""
        begins = self._offsets[:-1][sequences].astype(np.int64)
        counts = self._offsets[1:][sequences].astype(np.int64) - begins
        groups = self._order[np.repeat(begins, counts) + ranges(counts)].astype(np.int64)
        chosen = groups[:, None] * self._group + np.arange(self._group)
        return counts * self._group, chosen.reshape(-1)

    def _per_sequence(self, values: NDArray[Any]) -> NDArray[np.int32]:
        """Sums of ``values`` (one for each group) over each sequence."""
        if not len(self._order):
            return np.empty(0, np.int32)
        return np.add.reduceat(values[self._order], self._offsets[:-1], dtype=np.int32)


def best_fit(lengths: NDArray[Any], capacity: int) -> NDArray[np.int32]:
    """Which sequence each segment goes to: the one with the least room that is enough.

    Longest first (best-fit decreasing, Johnson 1973). Segments of one length and sequences of one
    room are placed together, after the histogram packing of Krell et al. 2021: the time depends
    on how many lengths there are, hardly on how many segments.
    """
    assigned = np.empty(len(lengths), np.int32)
    longest_first = np.argsort(-lengths.astype(np.int32), kind="stable")
    of_length = np.bincount(lengths, minlength=1)
    bins = _Bins(capacity)
    begin = 0
    for length in np.flatnonzero(of_length)[::-1].tolist():
        end = begin + int(of_length[length])
        while begin < end:
            sequences = bins.fill(length, end - begin)
            assigned[longest_first[begin : begin + len(sequences)]] = sequences
            begin += len(sequences)
    return assigned


class _Bins:
    """Sequences by the room they have left."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._by_room: dict[int, list[NDArray[np.int32]]] = {}
        self._rooms = 0  # bit r is set while some sequence has room for r more positions
        self._count = 0

    def fill(self, length: int, wanted: int) -> NDArray[np.int32]:
        """Places up to ``wanted`` segments of ``length``; the sequence of each that was placed."""
        enough = self._rooms >> length
        if enough:
            room = length + (enough & -enough).bit_length() - 1
            self._rooms ^= 1 << room
            sequences = np.concatenate(self._by_room.pop(room))
        else:
            room = self._capacity
            needed = -(-wanted // (room // length))
            sequences = np.arange(self._count, self._count + needed, dtype=np.int32)
            self._count += needed
        each = room // length
        full = min(wanted // each, len(sequences))
        self._put(room - each * length, sequences[:full])
        placed = np.repeat(sequences[:full], each)
        rest = wanted - len(placed)
        if rest and full < len(sequences):
            self._put(room - rest * length, sequences[full : full + 1])
            placed = np.concatenate([placed, np.repeat(sequences[full], rest)])
            full += 1
        self._put(room, sequences[full:])
        return placed

    def _put(self, room: int, sequences: NDArray[np.int32]) -> None:
        if room and len(sequences):
            self._by_room.setdefault(room, []).append(sequences)
            self._rooms |= 1 << room


def _pack(
    lengths: NDArray[Any], capacity: int, seed: int
) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """(the groups in the order of their sequences, how many each sequence has)."""
    order = np.arange(len(lengths), dtype=narrowest(len(lengths)))
    np.random.default_rng(seed).shuffle(order)
    counts = [np.empty(0, np.int32)]
    for begin in range(0, len(order), _WINDOW):
        window = order[begin : begin + _WINDOW]
        assigned = best_fit(lengths[window], capacity)
        window[:] = window[np.argsort(assigned, kind="stable")]
        counts.append(np.bincount(assigned).astype(np.int32))
    return order, np.concatenate(counts)


def _sums(values: NDArray[Any], group: int) -> NDArray[Any]:
    return values if group == 1 else values.reshape(-1, group).sum(1, dtype=np.int32)
