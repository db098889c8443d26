"""What is kept of what runs measured."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.core import jobs, rates
from backend.core.estimates import probes
from backend.core.ids import now
from backend.core.jobspec import JobSpec
from backend.core.models import Attempt, Rate
from tests.backend.core.conftest import Studio
from tests.backend.core.measured import costs, rate


def ended(studio: Studio, seconds: float = 30.0, **spec: Any) -> str:
    """A job that was done after ``seconds``, having measured ``costs()``."""
    job = studio.submit(**spec)
    number = studio.claimed().attempt.number
    studio.ingest(job, number, studio.started(), studio.metric(10))
    with studio.database.transaction() as session:
        attempt = session.get_one(Attempt, (job.id, number))
        attempt.started_at = now() - timedelta(seconds=seconds)
    finished = studio.finished("done", costs=costs())
    with studio.database.transaction() as session:
        jobs.finish(session, jobs.get(session, job.id), number, finished)
    return job.id


def test_a_run_that_ends_leaves_its_rate(studio: Studio) -> None:
    job_id = ended(studio, recipe={"seq_len": 256})
    with studio.database.session() as session:
        [measured] = rates.known(session)
    assert (measured.job_id, measured.node, measured.device) == (job_id, "box-a", "cpu:2")
    assert (measured.stage, measured.model) == ("pretrain", "nano")
    assert measured.recipe.seq_len == 256
    assert measured.costs == costs()


def test_what_does_not_grow_with_a_run_is_what_the_rest_leaves(studio: Studio) -> None:
    ended(studio, seconds=30)
    with studio.database.session() as session:
        [measured] = rates.known(session)
    # 13 steps of a second, validations 1 s, samples 2 s, saves 0.4 s, the last write 0.5 s.
    assert measured.data["fixed_seconds"] == pytest.approx(30 - 13 - 1 - 2 - 0.4 - 0.5, abs=1)


def test_a_failure_or_an_end_before_the_first_step_leaves_none(studio: Studio) -> None:
    for reason in ("failed", "stopped"):
        job = studio.submit()
        studio.finish(job, studio.claimed().attempt.number, reason)
    with studio.database.session() as session:
        assert list(rates.known(session)) == []


def test_only_the_newest_of_a_kind_are_kept(sqlite_studio: Studio) -> None:
    other = rate(model="small")
    with sqlite_studio.database.transaction() as session:
        session.add_all([other, *(rate(job_id=f"job-{n}") for n in range(20))])
    newest = ended(sqlite_studio)
    with sqlite_studio.database.session() as session:
        kept = session.query(Rate).order_by(Rate.id).all()
    assert kept[0].model == "small"
    assert len(kept) <= 10
    assert kept[-1].job_id == newest


def test_a_probe_is_told_to_measure_and_a_job_is_not(sqlite_studio: Studio) -> None:
    spec = JobSpec(stage="pretrain", model="nano", dataset=sqlite_studio.dataset().id)
    with sqlite_studio.database.transaction() as session:
        made = [probes.probe(session, spec), jobs.submit(session, spec)[0]]
        for job in made:
            job.attempt = 1
        configs = [jobs.train_config(session, sqlite_studio.settings, job) for job in made]
    assert [config.measure_s for config in configs] == [rates.PROBE_SECONDS, None]
