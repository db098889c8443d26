"""Curves: thinned without losing what matters, and free of steps that were done again."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from backend.core import curves
from minimind.spec.events import Validation


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
    assert len(training["step"]) <= 20
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


# What follows is about long curves: each loss is that of a plain list, which says what must show.


def losses_of(count: int, seed: int) -> np.ndarray:
    """A noisy curve with spikes, holes and equal values."""
    random = np.random.default_rng(seed)
    losses = 8 / np.sqrt(1 + np.arange(count) / 500) + random.normal(0, 0.1, count)
    losses = np.round(losses, 3)
    losses[random.integers(0, count, 5)] = 100 * random.random(5)
    for start in random.integers(0, count, 6):
        losses[start : start + random.integers(1, 40)] = random.choice([np.nan, np.inf])
    return losses


def table_of(first_step: int, losses: np.ndarray) -> curves.Table:
    """Points whose other columns can be told from their step."""
    names = curves.COLUMNS["metric"]
    table = np.full((len(names), len(losses)), np.nan)
    steps = first_step + np.arange(len(losses))
    table[names.index("step")] = steps
    table[names.index("loss")] = losses
    table[names.index("tokens_per_s")] = steps * 7.0
    return table


def store(studio: Any, job: Any, attempt: int, table: curves.Table, seed: int = 0) -> None:
    """In pieces of many sizes, each a transaction."""
    random, start = np.random.default_rng(seed), 0
    while start < table.shape[1]:
        size = int(random.choice([1, 2, 37, 700, 5000, 9000]))
        with studio.database.transaction() as session:
            first = curves.append(
                session, job.id, attempt, "metric", table[:, start : start + size]
            )
        assert first == start
        start += size


def check_shown(training: dict[str, list[Any]], real: dict[int, float], points: int) -> None:
    """What is shown are real points, with all that matters of ``real`` ({step: loss})."""
    steps, losses = training["step"], training["loss"]
    assert len(steps) <= points
    assert steps == sorted(set(steps))
    assert set(steps) <= set(real)
    for step, loss, rate in zip(steps, losses, training["tokens_per_s"], strict=True):
        assert loss == (real[step] if math.isfinite(real[step]) else None)
        assert rate == step * 7.0
    finite = [loss for loss in real.values() if math.isfinite(loss)]
    shown = [loss for loss in losses if loss is not None]
    assert (min(shown), max(shown)) == (min(finite), max(finite))
    assert (steps[0], steps[-1]) == (min(real), max(real))
    ordered, seen = list(real), set(steps)
    for place, step in enumerate(ordered):
        starts = place == 0 or math.isfinite(real[ordered[place - 1]])
        assert math.isfinite(real[step]) or not starts or step in seen


@pytest.mark.parametrize(("count", "points"), [(30_000, 300), (9_000, 1500), (25_000, 24)])
def test_a_long_curve_keeps_every_extreme_and_hole(
    sqlite_studio: Any, count: int, points: int
) -> None:
    job = sqlite_studio.submit()
    sqlite_studio.claimed()
    losses = losses_of(count, seed=count)
    store(sqlite_studio, job, 1, table_of(1, losses))
    real = {step + 1: float(loss) for step, loss in enumerate(losses)}
    with sqlite_studio.database.session() as session:
        assert curves.steps(session, job.id) == list(real)
        shown = curves.curve(session, job.id, points)["training"]
        check_shown(shown, real, points)
        assert len(shown["step"]) > points // 2
        for first, last in ((2, count - 1), (4000, 4300), (count // 3, count // 3 + 6000)):
            zoomed = curves.curve(session, job.id, points, from_step=first, to_step=last)
            part = {step: real[step] for step in range(first, last + 1)}
            check_shown(zoomed["training"], part, points)
        nothing = curves.curve(session, job.id, points, from_step=count + 1)
        assert nothing["training"]["step"] == []


def test_the_cut_of_a_resume_is_exact_inside_a_summary(studio: Any) -> None:
    job = studio.submit()
    real: dict[int, float] = {}
    for attempt, start, count in ((1, 0, 20_000), (2, 9_123, 4_000), (3, 6_789, 9_000)):
        studio.claimed()
        studio.ingest(job, attempt, studio.started(start_step=start))
        losses = losses_of(count, seed=attempt) + attempt * 1000  # the hidden ones are extreme
        if attempt == 2:
            losses[:] = -1e6
        store(studio, job, attempt, table_of(start + 1, losses), seed=attempt)
        real = {step: loss for step, loss in real.items() if step <= start}
        real |= {start + 1 + place: float(loss) for place, loss in enumerate(losses)}
        studio.requeue(job, attempt)
    with studio.database.session() as session:
        check_shown(curves.curve(session, job.id, 400)["training"], real, 400)


def test_attempts_that_hide_nothing_of_one_another_are_shown_in_full(sqlite_studio: Any) -> None:
    """Each resumed where the last one had ended, inside a span."""
    job = sqlite_studio.submit()
    real: dict[int, float] = {}
    for attempt, start, count in ((1, 0, 9_000), (2, 9_000, 500), (3, 9_500, 13_000)):
        sqlite_studio.claimed()
        sqlite_studio.ingest(job, attempt, sqlite_studio.started(start_step=start))
        losses = losses_of(count, seed=attempt)
        store(sqlite_studio, job, attempt, table_of(start + 1, losses), seed=attempt)
        real |= {start + 1 + place: float(loss) for place, loss in enumerate(losses)}
        sqlite_studio.requeue(job, attempt)
    with sqlite_studio.database.session() as session:
        for points in (200, 3000):
            check_shown(curves.curve(session, job.id, points)["training"], real, points)


def test_each_part_of_the_picture_keeps_its_extremes(sqlite_studio: Any) -> None:
    """Not only the whole: a spike at any place is seen, however many greater ones there are."""
    job = sqlite_studio.submit()
    sqlite_studio.claimed()
    count, points = 50_000, 500
    losses = np.full(count, 5.0) + np.arange(count) * 1e-9
    spikes = np.arange(300, count, 997)
    losses[spikes] = 6 + spikes * 1e-3  # each greater than the last
    dips = np.arange(800, count, 997)
    losses[dips] = 4 - dips * 1e-5
    store(sqlite_studio, job, 1, table_of(1, losses))
    with sqlite_studio.database.session() as session:
        shown = curves.curve(session, job.id, points)["training"]
    assert len(shown["step"]) <= points
    assert {int(place) + 1 for place in (*spikes, *dips)} <= set(shown["step"])


def test_a_curve_of_nothing_but_holes(sqlite_studio: Any) -> None:
    job = sqlite_studio.submit()
    sqlite_studio.claimed()
    losses = np.full(10_000, np.nan)
    losses[1::2] = 1.0
    losses[5000:] = np.nan
    store(sqlite_studio, job, 1, table_of(1, losses))
    with sqlite_studio.database.session() as session:
        for points in (2, 3, 5, 100, 3000, 20_000):
            shown = curves.curve(session, job.id, points)["training"]
            assert len(shown["step"]) <= points
            assert 1.0 in shown["loss"]
            assert points == 2 or None in shown["loss"]
