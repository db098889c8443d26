"""Pauses, stops by force and other ways on: what a person asks of a run, with real processes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.core import control, jobs
from backend.core.control import Changes
from backend.core.models import Lease
from tests.faults.harness import Studio, uninterrupted_value


def test_a_paused_run_holds_nothing_and_goes_on_to_the_same_end(studio: Studio) -> None:
    job_id = running(studio, steps=40, hold_at=15)
    ask(studio, job_id, control.pause)
    job = studio.wait_status(job_id, "paused", "failed", "done", "stopped")
    assert job.status == "paused"
    assert studio.trainers(job_id) == [] and leases(studio) == 0
    other = studio.submit(steps=10)
    studio.tick()
    assert studio.wait_status(other, "done", "failed").status == "done"
    ask(studio, job_id, control.resume)
    assert studio.tick() == 1
    job = studio.wait_status(job_id, "done", "failed", "paused")
    assert (job.status, job.attempt) == ("done", 2)
    assert studio.steps(job_id) == list(range(1, 41))
    assert studio.final_value(job_id) == uninterrupted_value(40)


def test_a_stop_in_the_middle_of_a_pause_is_a_stop(studio: Studio) -> None:
    job_id = running(studio, steps=40, hold_at=15, behaviour={"ignore_stop": True})
    ask(studio, job_id, control.pause)
    control_file = studio.run_dir(job_id).control
    studio.wait("the pause to be told", control_file.exists)
    assert control_file.read_text() == "pause"
    studio.stop(job_id)
    studio.wait("the stop to be told", lambda: control_file.read_text() == "stop")
    studio.stop(job_id, force=True)
    assert studio.wait_status(job_id, "stopped", "paused", "failed").status == "stopped"


def test_a_stop_by_force_leaves_nothing_and_proves_it(studio: Studio) -> None:
    # The trainer ignores SIGTERM, and so does its child of another session.
    job_id = running(studio, steps=40, hold_at=15, behaviour={"ignore_stop": True})
    assert len(studio.processes(job_id)) == 3, "supervisor, trainer and its child"
    studio.stop(job_id, force=True)
    job = studio.wait_status(job_id, "stopped", "failed", "done")
    assert job.status == "stopped"
    assert "Ended by force" in (job.reason or "")
    assert "checkpoint at step 10 is kept" in (job.reason or "")
    attempt = studio.attempt(job_id)
    assert attempt.cleanup is not None
    assert attempt.cleanup["processes_left"] == 0
    assert attempt.cleanup["gpu_memory_returned"] is None, "it had no GPU"
    assert attempt.reason == job.reason
    assert studio.trainers(job_id) == [] and leases(studio) == 0


def test_a_run_that_is_short_of_memory_goes_on_with_half_the_rows(studio: Studio) -> None:
    recipe = {"max_steps": 20, "checkpoint_every": 10, "micro_batch": 8, "global_batch": 8}
    job_id = studio.submit(recipe=recipe, behaviour={"most_rows": 2})
    reasons = []
    for _ in range(2):
        studio.tick()
        reasons.append(studio.wait_status(job_id, "queued", "failed", "done").reason or "")
    assert "with 8 rows at once; the run continues with 4" in reasons[0]
    assert "with 4 rows at once; the run continues with 2" in reasons[1]
    studio.tick()
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 3)
    assert [entry["new"] for entry in job.adjustments] == [4, 2]
    assert studio.final_value(job_id) == uninterrupted_value(20)


def test_a_run_that_begins_anew_finds_nothing_to_go_on_from(studio: Studio) -> None:
    job_id = running(studio, steps=40, hold_at=15)
    studio.stop(job_id)
    studio.wait_status(job_id, "stopped")
    ask(studio, job_id, control.retry, from_checkpoint=False, changes=Changes())
    studio.release(job_id)
    studio.tick()
    assert studio.wait_status(job_id, "done", "failed").status == "done"
    # This trainer goes on from whatever lies there.
    assert studio.steps(job_id, 2) == list(range(1, 41))
    left = sorted(path.name for path in studio.run_dir(job_id).path.iterdir() if path.is_dir())
    assert left == ["checkpoints"]


def test_an_ignored_pause_is_enforced_and_said(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_STOP_GRACE_S", "0.5")
    job_id = running(studio, steps=40, hold_at=15, behaviour={"ignore_stop": True})
    ask(studio, job_id, control.pause)
    job = studio.wait_status(job_id, "paused", "failed", "done")
    assert job.status == "paused"
    assert "ended by force" in (job.reason or "")


def running(studio: Studio, *, hold_at: int, **options: Any) -> str:
    """A run that waits at step ``hold_at``."""
    job_id = studio.submit(hold_at=hold_at, **options)
    assert studio.tick() == 1
    studio.wait_step(job_id, hold_at)
    return job_id


def ask(studio: Studio, job_id: str, action: Callable[..., None], **options: Any) -> None:
    with studio.database.transaction() as session:
        action(session, jobs.get(session, job_id), **options)


def leases(studio: Studio) -> int:
    with studio.database.session() as session:
        return session.query(Lease).count()
