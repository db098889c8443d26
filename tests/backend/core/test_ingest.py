"""Event lines into rows: exactly once, and what they say about the job."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.core import checkpoints, curves, ingest, jobs
from backend.core.errors import StaleAttempt
from backend.core.ids import now
from backend.core.models import Attempt, Event
from minimind.spec.events import Progress, Validation, event_adapter


def kinds(studio: Any, job: Any) -> list[str]:
    with studio.database.session() as session:
        query = select(Event.kind).where(Event.job_id == job.id, Event.kind != "job")
        return list(session.scalars(query.order_by(Event.id)))


def attempt_row(studio: Any, job: Any, number: int = 1) -> Attempt:
    with studio.database.session() as session:
        return session.get_one(Attempt, (job.id, number))


def test_what_a_run_says_becomes_the_jobs_state(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    studio.ingest(job, 1, Progress(time=1.0, activity="tokenize", done=3, total=9))
    before = studio.job(job)
    assert before.status == "starting"
    assert before.progress == {"activity": "tokenize", "done": 3, "total": 9}
    validation = Validation(time=2.0, step=5, loss=3.25, tokens=500)
    started = studio.started(
        trained_parameters=9_000, strategy="ddp", truncated_rows=3, dropped_rows=1,
        changes=["2 processes"],
    )  # fmt: skip
    studio.ingest(job, 1, started, studio.metric(5, loss=3.5), validation)
    running = studio.job(job)
    assert running.status == "running"
    assert now().timestamp() - running.progress["at"] < 60
    assert running.progress | {"at": 0} == {
        "at": 0, "activity": "train", "done": None, "total": None, "step": 5, "total_steps": 10,
        "loss": 3.5, "validation_loss": 3.25, "learning_rate": 5e-4, "tokens_per_s": 1000.0,
        "seconds": 2.5, "eta_s": 2.5,
    }  # fmt: skip
    assert running.baseline == {
        "unigram_entropy": 6.5, "train_tokens": 9500, "validation_tokens": 500,
        "parameters": 1_500_000, "trained_parameters": 9_000, "device": "cpu",
        "strategy": "ddp", "truncated_rows": 3, "dropped_rows": 1, "changes": ["2 processes"],
    }  # fmt: skip
    studio.ingest(job, 1, studio.finished("done", validation_loss=3.0))
    done = studio.job(job)
    assert done.status == "running"  # only jobs.finish ends it: processes may still be alive
    assert (done.progress["activity"], done.progress["eta_s"]) == (None, 0.0)
    assert done.progress["validation_loss"] == 3.0
    assert kinds(studio, job) == ["progress", "started", "metrics", "finished"]


def test_a_batch_sent_twice_counts_once(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    batch = [studio.started(), studio.metric(1), studio.checkpoint(1)]
    for _ in range(2):  # the supervisor died before it learned of the commit
        studio.ingest(job, 1, *batch, offset=0)
    assert kinds(studio, job) == ["started", "metrics", "checkpoint"]
    studio.ingest(job, 1, *batch, studio.metric(2), offset=0)  # overlaps, and brings one more
    assert kinds(studio, job) == ["started", "metrics", "checkpoint", "metrics"]
    assert attempt_row(studio, job).events_offset == 4
    assert studio.job(job).progress["step"] == 2


def test_a_batch_that_fails_leaves_nothing(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    with pytest.raises(RuntimeError), studio.database.transaction() as session:
        lines = [(0, studio.started()), (100, studio.checkpoint(1))]
        ingest.ingest(session, job.id, 1, lines, 200)
        raise RuntimeError("the process died here")
    assert kinds(studio, job) == []
    assert attempt_row(studio, job).events_offset == 0
    assert studio.job(job).status == "starting"


def test_each_batch_renews_the_lease(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    with studio.database.transaction() as session:
        session.get_one(Attempt, (job.id, 1)).lease_until = now() - timedelta(hours=1)
    studio.ingest(job, 1)
    assert attempt_row(studio, job).lease_until > now()


def test_an_ended_or_replaced_attempt_is_refused(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    studio.requeue(job, 1)
    with pytest.raises(StaleAttempt):
        studio.ingest(job, 1, studio.started())
    studio.claimed()
    with pytest.raises(StaleAttempt):
        studio.ingest(job, 1, studio.started())
    studio.finish(job, 2, "done")
    with pytest.raises(StaleAttempt):
        studio.ingest(job, 2, studio.started())
    assert kinds(studio, job) == []


def test_starting_does_not_undo_a_wish_to_stop(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    studio.stop(job)
    studio.ingest(job, 1, studio.started(), studio.metric(1))
    assert studio.job(job).status == "stopping"


def test_numbers_that_are_not_finite_stay_out_of_the_database(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    line = studio.metric(1, loss=math.nan, grad_norm=math.inf).to_line()
    event = event_adapter.validate_json(line)  # as it is read from the file
    direct = studio.metric(2, loss=math.nan)
    studio.ingest(job, 1, studio.started(unigram_entropy=math.nan), event, direct)
    stored = studio.job(job)
    assert stored.progress["loss"] is None
    assert stored.baseline["unigram_entropy"] is None
    with studio.database.session() as session:
        training = curves.curve(session, job.id)["training"]
    assert (training["loss"], training["grad_norm"]) == ([None, None], [None, 1.0])


def test_neighbouring_points_are_one_event_that_says_which(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    held = Validation(time=2.0, step=3, loss=3.25, tokens=500)
    metrics = [studio.metric(step) for step in range(1, 4)]
    studio.ingest(job, 1, studio.started(), *metrics, held, studio.checkpoint(3), studio.metric(4))
    studio.ingest(job, 1, *[studio.metric(step) for step in range(5, 5 + ingest.MAX_POINTS + 1)])
    with studio.database.session() as session:
        query = select(Event.data, Event.step).where(Event.kind == "metrics").order_by(Event.id)
        assert session.execute(query).all() == [
            ({"metric": [0, 3], "validation": [0, 1]}, 3),
            ({"metric": [3, 4]}, 4),
            ({"metric": [4, 4 + ingest.MAX_POINTS]}, 5 + ingest.MAX_POINTS),
            ({"metric": [4 + ingest.MAX_POINTS, 5 + ingest.MAX_POINTS]}, 5 + ingest.MAX_POINTS),
        ]
        assert curves.steps(session, job.id) == list(range(1, 6 + ingest.MAX_POINTS))


def test_a_resumed_attempt_saves_the_same_step_again(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    studio.ingest(job, 1, studio.started(), studio.checkpoint(2), studio.checkpoint(4))
    with studio.database.session() as session:
        first = {row.name: row.id for row in checkpoints.list_checkpoints(session, job.id)}
    studio.requeue(job, 1)
    studio.claimed()
    again = studio.checkpoint(4, sha256="f" * 64)
    studio.ingest(job, 2, studio.started(start_step=2), again)
    with studio.database.session() as session:
        rows = checkpoints.list_checkpoints(session, job.id)
        assert {row.name: row.id for row in rows} == first  # the same directories, the same ids
        rewritten = checkpoints.get(session, first["step-4"])
        assert (rewritten.attempt, rewritten.sha256) == (2, "f" * 64)
        assert jobs.attempts(session, job.id)[1].start_step == 2
