"""Curves for the browser: columns of a job's metrics, thinned so that no spike is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Attempt, Event

TRAINING_COLUMNS = ("step", "seconds", "loss", "learning_rate", "grad_norm", "tokens_per_s")


def curve(session: Session, job_id: str, points: int = 750) -> dict[str, dict[str, list[Any]]]:
    """``{"training": {column: values}, "validation": {"step", "loss"}}``.

    Training is thinned by its loss to about ``points`` rows. What an earlier attempt did beyond
    the step where a later one resumed is hidden, for it was done again. A value that was not
    finite is None.
    """
    limits = _superseded_after(session, job_id)
    training = _rows(session, job_id, "metric", TRAINING_COLUMNS, limits)
    validation = _rows(session, job_id, "validation", ("step", "loss"), limits)
    loss = np.array([np.nan if value is None else value for value in training["loss"]], dtype=float)
    kept = downsample(loss, points)
    return {
        "training": {name: [values[i] for i in kept] for name, values in training.items()},
        "validation": validation,
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


def _superseded_after(session: Session, job_id: str) -> dict[int, float]:
    """For each attempt, the last step that no later attempt did again."""
    query = select(Attempt.number, Attempt.start_step).where(Attempt.job_id == job_id)
    limits: dict[int, float] = {}
    limit = float("inf")
    for number, start_step in session.execute(query.order_by(Attempt.number.desc())):
        limits[number] = limit
        if start_step is not None:
            limit = min(limit, start_step)
    return limits


def _rows(
    session: Session, job_id: str, kind: str, columns: tuple[str, ...], limits: dict[int, float]
) -> dict[str, list[Any]]:
    query = (
        select(Event.attempt, Event.step, Event.data)
        .where(Event.job_id == job_id, Event.kind == kind)
        .order_by(Event.step, Event.id)
    )
    result: dict[str, list[Any]] = {name: [] for name in columns}
    for attempt, step, data in session.execute(query):
        if step is not None and step <= limits.get(attempt, float("inf")):
            for name in columns:
                result[name].append(data.get(name))
    return result
