"""Curves for the browser: columns of a job's metrics, thinned so that no spike is lost."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Attempt, Event

_IDS_AT_ONCE = 1000  # databases limit the parameters of one statement
TRAINING_COLUMNS = (
    "step", "seconds", "loss", "learning_rate", "grad_norm", "tokens_per_s", "memory_bytes", "mfu",
    "wait", "balance_loss", "reward_margin", "reward_accuracy",
)  # fmt: skip
VALIDATION_COLUMNS = ("step", "loss", "reward_margin", "reward_accuracy")


def curve(session: Session, job_id: str, points: int = 750) -> dict[str, dict[str, list[Any]]]:
    """``{"training": {column: values}, "validation": {column: values}}``.

    Each is thinned by its loss to about ``points`` rows. What an earlier attempt did beyond the
    step where a later one resumed is hidden, for it was done again. A value that was not finite,
    or that the job does not measure, is None.
    """
    return {
        "training": _columns(session, job_id, "metric", TRAINING_COLUMNS, points),
        "validation": _columns(session, job_id, "validation", VALIDATION_COLUMNS, points),
    }


def downsample(values: NDArray[np.float64], points: int) -> NDArray[np.int64]:
    """Indices that stand for ``values``, ascending, about ``points`` of them.

    Kept are the first, the last, the minimum and the maximum of each of points/2 buckets of equal
    length, and whatever is not finite.
    """
    count = len(values)
    if count <= max(points, 2):
        return np.arange(count)
    buckets = max(1, points // 2)
    edges = np.linspace(0, count, buckets + 1).astype(np.int64)[:-1]
    width = np.diff(np.append(edges, count))
    bucket = np.repeat(np.arange(buckets), width)
    finite = np.isfinite(values)
    kept = [np.array([0, count - 1]), np.flatnonzero(~finite)]
    for filler, reduce in ((np.inf, np.minimum), (-np.inf, np.maximum)):
        filled = np.where(finite, values, filler)
        extremes = reduce.reduceat(filled, edges)
        hits = np.flatnonzero((filled == extremes[bucket]) & finite)
        _, first = np.unique(bucket[hits], return_index=True)
        kept.append(hits[first])
    return np.unique(np.concatenate(kept))


def superseded_after(session: Session, job_id: str) -> dict[int, float]:
    """For each attempt, the last step that no later attempt did again."""
    query = select(Attempt.number, Attempt.start_step).where(Attempt.job_id == job_id)
    limits: dict[int, float] = {}
    limit = float("inf")
    for number, start_step in session.execute(query.order_by(Attempt.number.desc())):
        limits[number] = limit
        if start_step is not None:
            limit = min(limit, start_step)
    return limits


def _columns(
    session: Session, job_id: str, kind: str, columns: tuple[str, ...], points: int
) -> dict[str, list[Any]]:
    ids, losses = _losses(session, job_id, kind)
    rows = _data(session, [ids[index] for index in downsample(losses, points)])
    return {name: [row.get(name) for row in rows] for name in columns}


def _losses(session: Session, job_id: str, kind: str) -> tuple[list[int], NDArray[np.float64]]:
    """Ids and losses of the events that count, by step. A long run has a million of them: all
    that they say is read later, of those that are kept."""
    limits = superseded_after(session, job_id)
    query = (
        select(Event.id, Event.attempt, Event.step, Event.data["loss"].as_float())
        .where(Event.job_id == job_id, Event.kind == kind, Event.step.is_not(None))
        .order_by(Event.step, Event.id)
    )
    shown = [
        (event_id, math.nan if loss is None else loss)
        for event_id, attempt, step, loss in session.execute(query)
        if (step or 0) <= limits.get(attempt, math.inf)
    ]
    return [event_id for event_id, _ in shown], np.array([loss for _, loss in shown], dtype=float)


def _data(session: Session, ids: list[int]) -> list[dict[str, Any]]:
    """What the events say, in the order of ``ids``."""
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        query = select(Event.id, Event.data).where(Event.id.in_(some))
        found.update((event_id, data) for event_id, data in session.execute(query))
    return [found[event_id] for event_id in ids]
