"""Thinning, against plain loops over all points."""

from __future__ import annotations

import itertools
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.curves.thinning import RUNS_KEPT, summarize, thin

LOSS = st.one_of(
    st.floats(-100, 100),
    st.integers(-3, 3).map(float),  # many equal values
    st.sampled_from([math.nan, math.inf, -math.inf]),
)


def finite(losses: list[float]) -> list[float]:
    return [loss for loss in losses if math.isfinite(loss)]


@settings(max_examples=150, deadline=None)
@given(losses=st.lists(LOSS, max_size=400), points=st.integers(2, 120))
def test_at_most_so_many_points_and_nothing_that_matters_is_lost(
    losses: list[float], points: int
) -> None:
    kept = thin(np.array(losses, dtype=float), np.arange(len(losses)), points).tolist()
    assert kept == sorted(set(kept))
    assert len(kept) <= max(points, 2)
    if len(losses) <= points:
        assert kept == list(range(len(losses)))
        return
    shown = finite([losses[i] for i in kept])
    real = finite(losses)
    assert (min(shown, default=0), max(shown, default=0)) == (
        min(real, default=0), max(real, default=0),
    )  # fmt: skip
    bad = [i for i, loss in enumerate(losses) if not math.isfinite(loss)]
    if points >= 6:
        assert {0, len(losses) - 1} <= set(kept)
        room = (points - 2) // 3
        if len(bad) <= room:
            assert set(bad) <= set(kept)
            buckets = (points - 2 - len(bad)) // 2
            for number in range(buckets):
                part = [i for i in range(len(losses)) if i * buckets // len(losses) == number]
                there = finite([losses[i] for i in part])
                seen = finite([losses[i] for i in part if i in kept])
                assert not there or (min(seen), max(seen)) == (min(there), max(there))
    if points >= 5 and bad:
        assert any(not math.isfinite(losses[i]) for i in kept)


@settings(max_examples=100, deadline=None)
@given(
    groups=st.lists(st.lists(LOSS, min_size=16, max_size=16), min_size=1, max_size=12),
    first=st.integers(0, 10**9),
)
def test_a_summary_has_the_extremes_and_holes_of_each_group(
    groups: list[list[float]], first: int
) -> None:
    losses = list(itertools.chain(*groups))
    table = np.array([np.arange(len(losses)) * 3.0, losses])
    summary = summarize(table, 1, 16, first)
    numbers = (summary[2].astype(int) - first).tolist()
    assert numbers == sorted(set(numbers))
    assert {0, len(losses) - 1} <= set(numbers)
    assert summary[:2].tobytes() == np.ascontiguousarray(table[:, numbers]).tobytes()
    for place, group in enumerate(groups):
        shown = [losses[i] for i in numbers if i // 16 == place]
        assert len(shown) <= 2 + 8 + 1
        there, seen = finite(group), finite(shown)
        assert not there or (min(seen), max(seen)) == (min(there), max(there))
        for i, loss in enumerate(group):
            starts = i == 0 or math.isfinite(group[i - 1])
            assert math.isfinite(loss) or not starts or place * 16 + i in numbers


def test_a_group_of_many_holes_stays_small() -> None:
    losses = np.tile([np.nan, 1.0], 512)
    assert summarize(losses[None], 0, 1024, 0).shape[1] == RUNS_KEPT + 2  # a 1.0, and the last
