"""Packing rows into sequences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimind.data import packing as packing_module
from minimind.data import segments as segments_module
from minimind.data.packing import Arrays, PackedSequences, best_fit
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


def documents_of(batch: Arrays) -> list[list[int]]:
    """The tokens of every document of a batch, cut out by its boundaries, padding left out."""
    flat = batch.input_ids.reshape(-1)
    documents = batch.documents.reshape(-1)
    stretches = zip(batch.boundaries[:-1], batch.boundaries[1:], strict=True)
    return [flat[a:b].tolist() for a, b in stretches if documents[a] >= 0]


def test_boundaries_part_the_batch_into_documents_and_padding():
    rng = np.random.default_rng(4)
    shards = make_shards([rng.integers(3, 99, n).tolist() for n in rng.integers(2, 30, 60)])
    packed = PackedSequences(shards, cut(shards, np.arange(60), 32, "split"), 32, seed=0)
    batch = packed.collate(np.arange(len(packed)), width=40)
    bounds, flat = batch.boundaries, batch.documents.reshape(-1)
    assert bounds.dtype == np.int32 and bounds[0] == 0 and bounds[-1] == len(flat)
    # Independently: a document begins where the row, or the document's number, changes.
    changes = (np.diff(flat) != 0) | (np.arange(1, len(flat)) % 40 == 0)
    assert bounds.tolist() == [0, *(np.flatnonzero(changes) + 1).tolist(), len(flat)]
    assert packed.documents.sum() == 60
    in_batch = [len(set(row.tolist()) - {-1}) for row in batch.documents]
    assert packed.documents.tolist() == in_batch


def test_a_fixed_width_only_adds_padding():
    shards = make_shards([[5, 6, 7], [8, 9], [10, 11, 12, 13]])
    packed = PackedSequences(shards, cut(shards, np.arange(3), 6, "split"), 6, seed=0)
    every = np.arange(len(packed))
    narrow, wide = packed.collate(every), packed.collate(every, width=9)
    assert wide.input_ids.shape == (len(packed), 9)
    width = narrow.input_ids.shape[1]
    for name in ("input_ids", "positions", "documents"):
        assert (getattr(wide, name)[:, :width] == getattr(narrow, name)).all()
    assert (wide.documents[:, width:] == -1).all()
    flat = wide.input_ids.reshape(-1)[wide.target_positions]
    assert flat.tolist() == narrow.input_ids.reshape(-1)[narrow.target_positions].tolist()
    assert packed.collate(np.arange(0), width=9).boundaries.tolist() == [0, 9]
    with pytest.raises(ValueError, match="wider than 3"):
        packed.collate(every, width=3)


def test_without_packing_every_row_has_its_own_sequence():
    rows = [[5, 6, 7], [8, 9], list(range(10, 20))]
    shards = make_shards(rows)
    segments = cut(shards, np.arange(3), 4, "truncate")
    packed = PackedSequences(shards, segments, 4, seed=0, packing=False)
    batch = packed.collate(np.arange(3))
    assert batch.input_ids.tolist() == [[5, 6, 0, 0], [8, 0, 0, 0], [10, 11, 12, 13]]
    assert batch.documents.tolist() == [[0, 0, -1, -1], [0, -1, -1, -1], [0, 0, 0, 0]]
    assert packed.documents.tolist() == [1, 1, 1]


@pytest.mark.parametrize("packing", [True, False])
def test_pairs_stay_together(packing):
    rng = np.random.default_rng(5)
    # A chosen row begins with an odd token, its rejected one with the even token after it.
    rows = []
    for pair in range(30):
        for side in (2 * pair + 101, 2 * pair + 102):
            rows.append([side, *rng.integers(3, 99, rng.integers(1, 12)).tolist()])
    shards = make_shards(rows)
    segments = cut(shards, np.arange(60), 16, "truncate", group=2)
    packed = PackedSequences(shards, segments, 16, seed=3, packing=packing, group=2)
    assert packed.tokens.max() <= 32 and packed.documents.sum() == 60
    assert (len(packed) == 30) is not packing
    batch = packed.collate(np.arange(len(packed)))
    documents = documents_of(batch)
    assert sorted(documents) == sorted(row[:-1] for row in rows)
    for chosen, rejected in zip(documents[::2], documents[1::2], strict=True):
        assert chosen[0] % 2 == 1 and rejected[0] == chosen[0] + 1
    numbers = batch.documents.reshape(-1)[batch.boundaries[:-1]]
    assert (numbers[numbers >= 0] % 2).tolist() == [0, 1] * 30


def test_a_pair_goes_when_either_side_has_nothing_to_learn():
    late = [False] * 20 + [True] * 4
    rows = [list(range(10, 16)), list(range(10, 34)), list(range(40, 46)), list(range(50, 74))]
    marks = [[True] * 6, late, [True] * 6, [True] * 24]
    shards = make_shards(rows, marks)
    segments = cut(shards, np.arange(4), 16, "truncate", group=2)
    assert (len(segments), segments.truncated_rows, segments.dropped_rows) == (2, 2, 1)
    assert shards.tokens[segments.starts].tolist() == [40, 50]
    with pytest.raises(ValueError, match="only be truncated"):
        cut(shards, np.arange(4), 16, "split", group=2)


def test_windows_pack_each_row_once_and_waste_little(monkeypatch):
    monkeypatch.setattr(packing_module, "_WINDOW", 2**12)
    lengths = np.random.default_rng(6).gamma(2.0, 20.0, 20_000).astype(np.int64).clip(3, 256) + 1
    row = np.arange(3, 260)
    shards = Shards(
        tokens=row[np.concatenate([np.arange(n) for n in lengths])].astype(np.uint16),
        targets=np.ones(lengths.sum(), np.bool_),
        offsets=np.concatenate(([0], np.cumsum(lengths))),
        keys=np.arange(20_000, dtype=np.uint64),
    )
    segments = cut(shards, np.arange(20_000), 256, "split")
    packed = PackedSequences(shards, segments, 256, seed=0)
    assert packed.tokens.max() <= 256 and packed.tokens.sum() == (lengths - 1).sum()
    assert packed.tokens.sum() / (len(packed) * 256) > 0.995
    batch = packed.collate(np.arange(len(packed)))
    found = np.sort(
        np.diff(batch.boundaries)[batch.documents.reshape(-1)[batch.boundaries[:-1]] >= 0]
    )
    assert (found == np.sort(lengths - 1)).all()


def test_rows_are_cut_alike_in_parts_of_any_size(monkeypatch):
    rng = np.random.default_rng(7)
    shards = make_shards([list(range(3, 3 + n)) for n in rng.integers(2, 50, 40)])
    whole = cut(shards, np.arange(40), 20, "truncate", group=2)
    monkeypatch.setattr(segments_module, "_CUT_ROWS", 3)
    parts = cut(shards, np.arange(40), 20, "truncate", group=2)
    assert (whole.truncated_rows, whole.dropped_rows) == (parts.truncated_rows, parts.dropped_rows)
    for name in ("starts", "lengths", "targets"):
        assert (getattr(whole, name) == getattr(parts, name)).all()


def test_best_fit_is_that_of_one_segment_at_a_time():
    """Placing equals together fills like placing each where it leaves the least room."""
    rng = np.random.default_rng(8)
    for _ in range(30):
        lengths = rng.integers(1, 33, rng.integers(1, 200))
        rooms: list[int] = []
        for length in sorted(lengths.tolist(), reverse=True):
            fitting = [i for i, room in enumerate(rooms) if room >= length]
            if not fitting:
                rooms.append(32)
                fitting = [len(rooms) - 1]
            rooms[min(fitting, key=lambda i: rooms[i])] -= length
        filled = np.bincount(best_fit(lengths, 32), weights=lengths)
        assert sorted(filled.tolist()) == sorted(32 - room for room in rooms)
