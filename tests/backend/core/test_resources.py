"""Samples of usage: merged where a curve has room for fewer, thinned and dropped with age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.core import resources
from backend.core.ids import now
from backend.core.models import Job, ResourceSample
from tests.backend.core.conftest import Studio

NOW = now()


def fill(
    studio: Studio,
    start: datetime,
    values: Sequence[float],
    *,
    step_s: float = 10,
    job: Job | None = None,
    node: str = "box-a",
) -> None:
    """One sample after another; every value in it is that of ``values``."""
    with studio.database.transaction() as session:
        for place, value in enumerate(values):
            data: dict[str, Any] = {
                "cpu": value, "memory_used_bytes": value, "disk_free_bytes": value,
                "gpus": [{"uuid": "GPU-x", "utilisation": value, "memory_used_bytes": value}],
            }  # fmt: skip
            at = start + timedelta(seconds=step_s * place)
            sample = ResourceSample(node=node, at=at, data=data)
            if job:
                sample.job_id, sample.attempt = job.id, 1
            session.add(sample)


def count(studio: Studio, *where: Any) -> int:
    with studio.database.session() as session:
        return session.scalar(select(func.count(ResourceSample.id)).where(*where)) or 0


def thin(studio: Studio) -> int:
    with studio.database.transaction() as session:
        return resources.thin(session, "box-a", NOW)


def test_merged_rows_show_means_and_what_a_run_fails_by(studio: Studio) -> None:
    values = [float(v % 10) for v in range(1000)]
    fill(studio, NOW - timedelta(hours=3), values)
    with studio.database.session() as session:
        series = resources.of_node(session, "box-a", points=100)
    assert 90 <= len(series.times) <= 100
    assert series.times == sorted(series.times)
    cpu = [value for value in series.columns["cpu"] if value is not None]
    assert sum(cpu) / len(series.times) == pytest.approx(4.5, abs=0.1)
    assert set(series.columns["memory_used_bytes"]) == {9.0}
    assert set(series.columns["disk_free_bytes"]) == {0.0}
    assert set(series.columns["load"]) == {None}
    [gpu] = series.gpus
    assert gpu.index is None  # the node lists no such GPU
    assert set(gpu.columns["memory_used_bytes"]) == {9.0}
    assert {len(column) for column in gpu.columns.values()} == {len(series.times)}


def test_a_short_curve_is_shown_as_it_is(studio: Studio) -> None:
    fill(studio, NOW, [1.0, 2.0, 3.0])
    with studio.database.session() as session:
        series = resources.of_node(session, "box-a")
        assert series.columns["cpu"] == [1.0, 2.0, 3.0]
        late = resources.of_node(session, "box-a", since=NOW + timedelta(seconds=10))
        assert late.columns["cpu"] == [2.0, 3.0]


def test_a_nodes_samples_are_thinned_after_a_day_and_dropped_after_a_month(studio: Studio) -> None:
    fill(studio, NOW - timedelta(hours=23), [1.0] * 100)
    fill(studio, NOW - timedelta(days=31), [1.0] * 5)
    fill(studio, NOW - timedelta(days=2), [float(v % 60) for v in range(180)])
    fill(studio, NOW - timedelta(days=2), [1.0] * 5, node="box-b")  # its own worker's business
    fill(studio, NOW - timedelta(days=31), [1.0] * 5, node="box-gone")
    thin(studio)
    old = ResourceSample.at < NOW - timedelta(hours=24)
    assert count(studio, ~old) == 100
    assert count(studio, ResourceSample.node == "box-b") == 5
    assert count(studio, ResourceSample.node == "box-gone") == 0
    assert count(studio, old, ResourceSample.node == "box-a") in (3, 4)  # half an hour
    with studio.database.session() as session:
        series = resources.of_node(session, "box-a")
    assert max(value or 0 for value in series.columns["memory_used_bytes"]) == 59.0
    assert thin(studio) == 0


def test_a_jobs_curve_lasts_thinned_until_the_job_is_deleted(studio: Studio) -> None:
    job, running = studio.submit(), studio.submit()
    for some, ended in ((job, NOW - timedelta(hours=30)), (running, None)):
        with studio.database.transaction() as session:
            stored = session.get_one(Job, some.id)
            stored.status = "done" if ended else "running"
            stored.finished_at = ended
        fill(studio, NOW - timedelta(days=40), [float(v) for v in range(1000)], job=some)
    thin(studio)
    assert count(studio, ResourceSample.job_id == running.id) == 1000
    assert 350 <= count(studio, ResourceSample.job_id == job.id) <= 361
    with studio.database.session() as session:
        [series] = resources.of_job(session, job.id, points=1000)
    assert series.columns["memory_used_bytes"][-1] == 999.0
    assert thin(studio) == 0
    with studio.database.transaction() as session:
        session.get_one(Job, job.id).deleted_at = NOW
    thin(studio)
    assert count(studio, ResourceSample.job_id == job.id) == 0
