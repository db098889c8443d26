"""Packing rows into sequences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimind.data import segments as segments_module
from minimind.data.packing import PackedSequences, best_fit
from minimind.data.segments import cut
from minimind.data.shards import Shards


def make_shards(rows: list[list[int]], marks: list[list[bool]] | None = None) -> Shards:
    marks = marks or [[False] + [True] * (len(row) - 1) for row in rows]
    return Shards(
        tokens=np.array([t for row in rows for t in row], np.uint16),
        targets=np.array([m for row in marks for m in row], np.bool_),
        offsets=np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64),
        keys=np.arange(len(rows), dtype=np.uint64),
    )


def learned_pairs(packed: PackedSequences) -> list[tuple[tuple[int, ...], int]]:
    """(what the model sees of the document before it, target) for every target that counts."""
    batch = packed.collate(np.arange(len(packed)))
    pairs = []
    width = batch.input_ids.shape[1]
    for place, target in zip(batch.target_positions, batch.target_ids, strict=True):
        row, column = divmod(int(place), width)
        begin = column - int(batch.positions[row, column])
        document = batch.documents[row, begin : column + 1]
        assert (document == document[0]).all() and document[0] >= 0
        pairs.append((tuple(batch.input_ids[row, begin : column + 1]), int(target)))
    return sorted(pairs)


row_lists = st.lists(st.lists(st.integers(3, 99), min_size=2, max_size=40), min_size=1, max_size=25)


@given(row_lists)
def test_packed_documents_teach_what_they_teach_alone(rows):
    shards = make_shards(rows)
    segments = cut(shards, np.arange(len(rows)), 64, "split")
    packed = PackedSequences(shards, segments, 64, seed=1)
    expected = sorted((tuple(row[:i]), row[i]) for row in rows for i in range(1, len(row)))
    assert learned_pairs(packed) == expected
    assert packed.tokens.sum() == packed.targets.sum() == len(expected)
    assert packed.tokens.max() <= 64


@given(row_lists)
def test_splitting_long_rows_loses_no_target(rows):
    shards = make_shards(rows)
    packed = PackedSequences(shards, cut(shards, np.arange(len(rows)), 16, "split"), 16, seed=2)
    targets = sorted(target for _, target in learned_pairs(packed))
    assert targets == sorted(t for row in rows for t in row[1:])


def test_truncation_keeps_the_beginning_and_counts_what_it_loses():
    answers_late = [False] * 20 + [True] * 4
    rows = [list(range(10, 34)), list(range(40, 46)), list(range(50, 74))]
    marks = [answers_late, [False, False, False, True, True, True], [True] * 24]
    shards = make_shards(rows, marks)
    segments = cut(shards, np.arange(3), 16, "truncate")
    assert (segments.truncated_rows, segments.dropped_rows, len(segments)) == (2, 1, 2)
    packed = PackedSequences(shards, segments, 16, seed=0)
    targets = sorted(target for _, target in learned_pairs(packed))
    assert targets == [43, 44, 45, *range(51, 67)]
    assert packed.targets.sum() == 19


@given(st.lists(st.integers(1, 50), max_size=300))
def test_best_fit_never_overfills_and_wastes_little(lengths):
    assigned = best_fit(np.array(lengths, np.int64), 50)
    filled = np.bincount(assigned, weights=lengths) if lengths else np.zeros(0)
    assert (filled <= 50).all()
    # No two sequences could be one: so fewer than twice as many as the positions need.
    assert len(filled) <= 2 * sum(lengths) / 50 + 1
    assert sorted(set(assigned.tolist())) == list(range(len(filled)))


def test_typical_rows_fill_their_sequences():
    lengths = np.random.default_rng(0).gamma(2.0, 20.0, 20_000).astype(np.int64).clip(3, 256)
    assigned = best_fit(lengths, 256)
    assert lengths.sum() / ((assigned.max() + 1) * 256) > 0.999


def test_same_seed_same_packing():
    shards = make_shards([list(range(3, 3 + n)) for n in range(4, 60)])
    segments = cut(shards, np.arange(56), 64, "split")

    def batch(seed: int) -> np.ndarray:
        packed = PackedSequences(shards, segments, 64, seed)
        return packed.collate(np.arange(5)).input_ids

    assert (batch(7) == batch(7)).all()
    assert batch(7).shape != batch(8).shape or (batch(7) != batch(8)).any()


def test_a_process_without_a_share_gets_padding_only():
    shards = make_shards([[5, 6, 7]])
    packed = PackedSequences(shards, cut(shards, np.arange(1), 16, "split"), 16, seed=0)
    batch = packed.collate(np.arange(0))
    assert batch.input_ids.shape == (1, 1) and batch.documents.tolist() == [[-1]]
    assert len(batch.target_ids) == 0


@pytest.mark.parametrize("chunk", [1, 7, 10_000])
def test_targets_are_counted_alike_in_chunks_of_any_size(monkeypatch, chunk):
    monkeypatch.setattr(segments_module, "_COUNT_TOKENS", chunk)
    rng = np.random.default_rng(3)
    rows = [list(range(3, 3 + n)) for n in rng.integers(2, 50, 40)]
    marks = [[bool(b) for b in rng.integers(0, 2, len(row))] for row in rows]
    shards = make_shards(rows, marks)
    segments = cut(shards, np.arange(0, 40, 2), 20, "split")
    kept = [sum(marks[i][1:]) for i in range(0, 40, 2)]
    assert segments.targets.sum() == sum(kept)
