"""Which points stand for many, so that no spike is lost.

The loss decides. A *unit* is a run of neighbouring points of which the smallest and the largest
loss are at hand: a single point, or a group of a summary. Buckets are runs of whole units, so what
is chosen from a summary is what would have been chosen from all points with the same buckets.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backend.core.curves.blocks import Table

Indices = NDArray[np.int64]

# Of a group of a summary: so many runs of losses that are not finite are kept.
RUNS_KEPT = 32


def thin(losses: NDArray[np.float64], units: Indices, points: int) -> Indices:
    """Indices that stand for ``losses``, ascending, at most ``points`` (2 or more) of them.

    Kept are the first and the last, the smallest and the largest of each bucket, and the losses
    that are not finite; where those alone are more than a third of ``points``, the first of each
    of so many buckets.

    Args:
        losses: of a run of bad ones only the first is needed.
        units: of each loss, counted up from 0, none left out.
    """
    count = len(losses)
    if count <= points:
        return np.arange(count)
    finite = np.isfinite(losses)
    ends = np.array([0, count - 1]) if points >= 6 else np.empty(0, dtype=np.int64)
    bad = np.flatnonzero(~finite)
    room = (points - len(ends)) // 3
    if len(bad) > room:
        bucket = bad * room // count
        bad = bad[np.flatnonzero(np.diff(bucket, prepend=-1))][:room]
    buckets = min(max(1, (points - len(ends) - len(bad)) // 2), int(units[-1]) + 1)
    bucket = units * buckets // (units[-1] + 1)
    edges = np.flatnonzero(np.diff(bucket, prepend=-1))
    chosen = [ends, bad]
    for filler, reduce in ((np.inf, np.minimum), (-np.inf, np.maximum)):
        filled = np.where(finite, losses, filler)
        extremes = reduce.reduceat(filled, edges)
        hits = np.flatnonzero((filled == extremes[bucket]) & finite)
        chosen.append(hits[np.flatnonzero(np.diff(bucket[hits], prepend=-1))])
    shown = np.zeros(count, dtype=bool)
    shown[np.concatenate(chosen)] = True
    return np.flatnonzero(shown)


def run_starts(losses: NDArray[np.float64]) -> NDArray[np.bool_]:
    """True at the first of each run of losses that are not finite, along the last axis."""
    bad = ~np.isfinite(losses)
    starts = bad.copy()
    starts[..., 1:] &= ~bad[..., :-1]
    return starts


def without_repeats(losses: NDArray[np.float64]) -> NDArray[np.bool_]:
    """True for what ``thin`` needs: finite losses, the first of each run of others, the last."""
    needed = np.isfinite(losses) | run_starts(losses)
    needed[-1:] = True
    return needed


def summarize(table: Table, loss: int, group: int, first: int) -> Table:
    """The points that stand for each ``group`` points of the table, with their numbers added.

    Kept are the smallest and the largest loss of each group and the first of each run of losses
    that are not finite, at most RUNS_KEPT of them; and the first and the last point of all.

    Args:
        table: [columns, points]; points is a multiple of ``group``.
        loss: the column of the loss.
        first: number of the table's first point.

    Returns: [columns + 1, fewer points].
    """
    losses = table[loss].reshape(-1, group)  # [groups, group]
    finite = np.isfinite(losses)
    kept = run_starts(losses)
    kept &= np.cumsum(kept, axis=1) <= RUNS_KEPT
    each = np.arange(len(losses))
    some = finite.any(axis=1)
    kept[each[some], np.where(finite, losses, np.inf).argmin(axis=1)[some]] = True
    kept[each[some], np.where(finite, losses, -np.inf).argmax(axis=1)[some]] = True
    kept.flat[[0, -1]] = True
    numbers = np.flatnonzero(kept)
    return np.vstack((table[:, numbers], (numbers + first).astype(np.float64)))
