"""Curves: thinned without losing what matters, and free of steps that were done again."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core import curves
from minimind.spec.events import Validation

LOSSES = st.lists(
    st.one_of(
        st.floats(-100, 100),
        st.integers(-3, 3).map(float),  # many equal values
        st.sampled_from([math.nan, math.inf, -math.inf]),
    ),
    max_size=400,
)


@settings(max_examples=150, deadline=None)
@given(losses=LOSSES, points=st.integers(1, 120))
def test_nothing_that_matters_is_lost(losses: list[float], points: int) -> None:
    values = np.array(losses, dtype=float)
    kept = curves.downsample(values, points)
    assert list(kept) == sorted(set(kept.tolist()))
    bad = {i for i, value in enumerate(losses) if not math.isfinite(value)}
    assert bad <= set(kept.tolist())
    if losses:
        assert {0, len(losses) - 1} <= set(kept.tolist())
    assert len(kept) - len(bad) <= max(points, 2) + 2
    buckets = max(1, points // 2)
    edges = [len(losses) * i // buckets for i in range(buckets + 1)]
    for start, end in itertools.pairwise(edges):
        finite = [value for value in losses[start:end] if math.isfinite(value)]
        if finite:
            shown = [losses[i] for i in kept if start <= i < end and i not in bad]
            assert (min(shown), max(shown)) == (min(finite), max(finite))


def test_a_short_curve_is_whole() -> None:
    assert curves.downsample(np.arange(5.0), 750).tolist() == [0, 1, 2, 3, 4]
    assert curves.downsample(np.array([]), 750).tolist() == []


def test_columns_belong_together(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    metrics = [studio.metric(step, loss=9.0 / step) for step in range(1, 101)]
    metrics[49] = studio.metric(50, loss=math.nan)
    metrics[70] = studio.metric(71, loss=8.5, reward_accuracy=0.75)  # a spike
    held = Validation(time=1.0, step=50, loss=2.0, tokens=9, reward_margin=0.25)
    studio.ingest(job, 1, studio.started(), *metrics, held)
    with studio.database.session() as session:
        curve = curves.curve(session, job.id, 20)
    training = curve["training"]
    assert set(training) == set(curves.TRAINING_COLUMNS)
    assert len({len(column) for column in training.values()}) == 1
    assert len(training["step"]) < 30
    by_step = dict(zip(training["step"], training["loss"], strict=True))
    assert (by_step[1], by_step[50], by_step[71], by_step[100]) == (9.0, None, 8.5, 0.09)
    assert all(s == 0.5 * n for n, s in zip(training["step"], training["seconds"], strict=True))
    accuracy = dict(zip(training["step"], training["reward_accuracy"], strict=True))
    assert (accuracy[1], accuracy[71]) == (None, 0.75)
    assert curve["validation"] == {
        "step": [50], "loss": [2.0], "reward_margin": [0.25], "reward_accuracy": [None],
    }  # fmt: skip


def test_steps_that_were_done_again_are_shown_once(studio: Any) -> None:
    job = studio.submit()

    def attempt(start: int, end: int, loss: float) -> None:
        number = studio.claimed().attempt.number
        steps = range(start + 1, end + 1)
        validations = [Validation(time=1.0, step=s, loss=loss, tokens=9) for s in steps]
        metrics = [studio.metric(s, loss=loss) for s in steps]
        studio.ingest(job, number, studio.started(start_step=start), *metrics, *validations)

    attempt(0, 8, loss=1.0)
    studio.requeue(job, 1)
    attempt(6, 9, loss=2.0)
    studio.requeue(job, 2)
    studio.claimed()  # was lost before it started: it hides nothing
    studio.requeue(job, 3)
    attempt(4, 7, loss=4.0)  # from an older checkpoint, since the newest was damaged
    with studio.database.session() as session:
        curve = curves.curve(session, job.id)
    for name in ("training", "validation"):
        assert curve[name]["step"] == [1, 2, 3, 4, 5, 6, 7]
        assert curve[name]["loss"] == [1.0] * 4 + [4.0] * 3


def test_a_job_without_metrics_has_an_empty_curve(studio: Any) -> None:
    job = studio.submit()
    with studio.database.session() as session:
        curve = curves.curve(session, job.id)
    assert curve["training"]["step"] == curve["validation"]["loss"] == []
