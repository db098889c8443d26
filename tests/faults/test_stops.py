"""Stops asked for: by a person, by the box that shuts down; heard, unheard, and in between."""

from __future__ import annotations

import sqlite3
import time

import pytest

from tests.faults.harness import Studio, uninterrupted_value


def test_a_stop_ends_the_run_at_a_step_with_a_checkpoint(studio: Studio) -> None:
    job_id = studio.submit(steps=2000)
    studio.tick()
    studio.wait_step(job_id, 5)
    studio.stop(job_id)
    job = studio.wait_status(job_id, "stopped", "failed", "done")
    assert job.status == "stopped"
    last = studio.steps(job_id)[-1]
    checkpoint = studio.run_dir(job_id).checkpoints / f"step-{last:08d}" / "value"
    assert checkpoint.read_text() == uninterrupted_value(last)
    # A stop is a stop: no later tick starts it again.
    assert studio.tick() == 0


def test_a_stop_before_the_supervisor_is_up_is_heard(studio: Studio) -> None:
    job_id = studio.submit(steps=2000)
    studio.tick()
    studio.stop(job_id)
    assert studio.wait_status(job_id, "stopped", "failed", "done").status == "stopped"


def test_an_ignored_stop_is_enforced_and_said(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_STOP_GRACE_S", "0.5")
    job_id = studio.submit(steps=2000, behaviour={"ignore_stop": True})
    studio.tick()
    studio.wait_step(job_id, 12)
    studio.stop(job_id)
    job = studio.wait_status(job_id, "stopped", "failed", "done")
    assert job.status == "stopped"
    assert "ended by force" in (job.reason or "")
    assert "Its checkpoint at step" in (job.reason or "")


def test_processes_that_stay_after_the_end_are_removed(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_EXIT_GRACE_S", "0.2")
    job_id = studio.submit(steps=10, behaviour={"linger_s": 60})
    studio.tick()
    assert studio.wait_status(job_id, "done", "failed").status == "done"


def test_a_shut_down_studio_goes_on_at_the_next_start_to_the_same_end(studio: Studio) -> None:
    job_id = studio.submit(steps=60, behaviour={"step_s": 0.05})
    studio.tick()
    studio.wait_step(job_id, 13)
    done = studio.run_module("worker.shutdown", "--timeout", "8")
    assert done.returncode == 0, done.stderr
    assert studio.processes() == []
    job = studio.job(job_id)
    assert (job.status, job.resume) == ("queued", True)
    assert "shut down; the run continues" in (job.reason or "")
    saved = studio.steps(job_id)[-1]
    # The stop that was meant for the first attempt must not stop the second.
    assert studio.tick() == 1
    job = studio.wait_status(job_id, "done", "failed", "stopped")
    assert (job.status, job.attempt) == ("done", 2)
    assert studio.steps(job_id) == list(range(1, 61)), f"nothing twice: it had saved at {saved}"
    assert studio.final_value(job_id) == uninterrupted_value(60)


def test_a_shutdown_ends_a_run_that_cannot_save_in_time(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_SHUTDOWN_STOP_S", "0.3")
    job_id = studio.submit(steps=60, behaviour={"ignore_stop": True, "step_s": 0.05})
    studio.tick()
    studio.wait_step(job_id, 12)
    done = studio.run_module("worker.shutdown", "--timeout", "8")
    assert done.returncode == 0, done.stderr
    assert studio.processes() == []
    assert studio.job(job_id).status == "queued"
    studio.change_behaviour(job_id)
    studio.tick()
    assert studio.wait_status(job_id, "done", "failed").status == "done"
    assert studio.final_value(job_id) == uninterrupted_value(60)


def test_a_shutdown_removes_a_supervisor_that_hangs(studio: Studio) -> None:
    job_id = studio.submit(steps=60, behaviour={"step_s": 0.05})
    studio.tick()
    studio.wait_step(job_id, 3)
    studio.supervisor(job_id).suspend()
    done = studio.run_module("worker.shutdown", "--timeout", "2")
    assert done.returncode == 0, done.stderr
    assert studio.processes() == []
    studio.tick()
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 2)


def test_a_stop_and_a_shutdown_together_are_a_stop(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_SHUTDOWN_STOP_S", "0.3")
    job_id = studio.submit(steps=2000, behaviour={"ignore_stop": True})
    studio.tick()
    studio.wait_step(job_id, 3)
    studio.stop(job_id)
    assert studio.run_module("worker.shutdown").returncode == 0
    job = studio.job(job_id)
    assert job.status == "stopped"
    assert "shut down" in (job.reason or "")
    assert studio.tick() == 0


@pytest.mark.slow
def test_training_goes_on_while_the_database_is_locked_and_nothing_is_lost(studio: Studio) -> None:
    job_id = studio.submit(steps=400, behaviour={"step_s": 0.03})
    studio.tick()
    studio.wait_step(job_id, 3)
    events = studio.run_dir(job_id).events(1)
    lock = sqlite3.connect(studio.settings.data_dir / "studio.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    stored, written = len(studio.steps(job_id)), events.stat().st_size
    time.sleep(11)  # longer than a writer waits for the lock
    assert len(studio.steps(job_id)) == stored
    assert events.stat().st_size > written
    lock.execute("ROLLBACK")
    lock.close()
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 1)
    assert studio.steps(job_id) == list(range(1, 401))
    log = (studio.settings.logs_dir / "supervisors.log").read_text()
    assert f"job={job_id} attempt=1 the database is away" in log
