"""Stops asked for: by a person, by the box that shuts down; heard, unheard, and in between."""

from __future__ import annotations

import sqlite3

import pytest

from tests.faults.harness import Studio, uninterrupted_value


def test_a_stop_ends_the_run_at_a_step_with_a_checkpoint(studio: Studio) -> None:
    job_id = studio.submit(steps=40, hold_at=15)
    studio.tick()
    studio.wait_step(job_id, 15)
    studio.stop(job_id)
    job = studio.wait_status(job_id, "stopped", "failed", "done")
    assert job.status == "stopped"
    assert studio.steps(job_id)[-1] == 15
    checkpoint = studio.run_dir(job_id).checkpoints / "step-00000015" / "value"
    assert checkpoint.read_text() == uninterrupted_value(15)
    # A stop is a stop: no later tick starts it again.
    assert studio.tick() == 0


def test_a_stop_before_the_supervisor_is_up_is_heard(studio: Studio) -> None:
    job_id = studio.submit(steps=40, hold_at=15)
    studio.tick()
    studio.stop(job_id)
    assert studio.wait_status(job_id, "stopped", "failed", "done").status == "stopped"


def test_an_ignored_stop_is_enforced_and_said(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_STOP_GRACE_S", "0.5")
    job_id = studio.submit(steps=40, hold_at=15, behaviour={"ignore_stop": True})
    studio.tick()
    studio.wait_step(job_id, 15)
    studio.stop(job_id)
    job = studio.wait_status(job_id, "stopped", "failed", "done")
    assert job.status == "stopped"
    assert "ended by force" in (job.reason or "")
    assert "Its checkpoint at step 10 is kept" in (job.reason or "")


def test_processes_that_stay_after_the_end_are_removed(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_EXIT_GRACE_S", "0.2")
    job_id = studio.submit(steps=10, behaviour={"linger_s": 300})
    studio.tick()
    assert studio.wait_status(job_id, "done", "failed").status == "done"


def test_a_shut_down_studio_goes_on_at_the_next_start_to_the_same_end(studio: Studio) -> None:
    job_id = studio.submit(steps=40, hold_at=15)
    studio.tick()
    studio.wait_step(job_id, 15)
    shut_down(studio)
    job = studio.job(job_id)
    assert (job.status, job.resume) == ("queued", True)
    assert "shut down; the run continues" in (job.reason or "")
    # The stop that was meant for the first attempt must not stop the second.
    assert studio.tick() == 1
    job = studio.wait_status(job_id, "done", "failed", "stopped")
    assert (job.status, job.attempt) == ("done", 2)
    assert studio.steps(job_id) == list(range(1, 41)), "it saved at step 15: nothing is done twice"
    assert studio.final_value(job_id) == uninterrupted_value(40)


def test_a_shutdown_ends_a_run_that_cannot_save_in_time(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_SHUTDOWN_STOP_S", "0.3")
    job_id = studio.submit(steps=40, hold_at=15, behaviour={"ignore_stop": True})
    studio.tick()
    studio.wait_step(job_id, 15)
    shut_down(studio)
    assert studio.job(job_id).status == "queued"
    studio.release(job_id)
    studio.tick()
    assert studio.wait_status(job_id, "done", "failed").status == "done"
    assert studio.steps(job_id, 2) == list(range(11, 41))
    assert studio.final_value(job_id) == uninterrupted_value(40)


def test_a_shutdown_removes_a_supervisor_that_hangs(studio: Studio) -> None:
    job_id = studio.submit(steps=20, hold_at=3)
    studio.tick()
    studio.wait_step(job_id, 3)
    studio.supervisor(job_id).suspend()
    shut_down(studio, "--timeout", "2")
    job = studio.job(job_id)
    assert (job.status, studio.attempt(job_id).outcome) == ("queued", "shut_down")
    assert "shut down; the run continues" in (job.reason or "")
    studio.release(job_id)
    studio.tick()
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 2)


def test_a_shutdown_right_after_a_claim_gives_the_job_back(studio: Studio) -> None:
    job_id = studio.submit(steps=20, hold_at=3)
    assert studio.tick() == 1
    shut_down(studio, "--timeout", "4")
    assert studio.job(job_id).status == "queued"
    studio.release(job_id)
    assert studio.tick() == 1, "nothing holds the processor any more"
    assert studio.wait_status(job_id, "done", "failed").status == "done"


def test_a_stop_and_a_shutdown_together_are_a_stop(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_SHUTDOWN_STOP_S", "0.3")
    job_id = studio.submit(steps=40, hold_at=15, behaviour={"ignore_stop": True})
    studio.tick()
    studio.wait_step(job_id, 15)
    studio.stop(job_id)
    shut_down(studio)
    job = studio.job(job_id)
    assert job.status == "stopped"
    assert "shut down" in (job.reason or "")
    assert studio.tick() == 0


@pytest.mark.slow
def test_training_goes_on_while_the_database_is_locked_and_nothing_is_lost(
    sqlite_studio: Studio,
) -> None:
    studio = sqlite_studio
    job_id = studio.submit(steps=300, hold_at=3)
    studio.tick()
    studio.wait_step(job_id, 3)
    events = studio.run_dir(job_id).events(1)
    log = studio.settings.logs_dir / "supervisors.log"
    lock = sqlite3.connect(studio.settings.data_dir / "studio.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    studio.release(job_id)
    studio.wait("the end of the run", lambda: '"type":"finished"' in events.read_text())
    studio.wait("patience", lambda: "the database is away" in log.read_text())
    assert max(studio.steps(job_id)) == 3
    lock.execute("ROLLBACK")
    lock.close()
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 1)
    assert studio.steps(job_id) == list(range(1, 301))


def shut_down(studio: Studio, *options: str) -> None:
    """What whoever stops the studio does; nothing must be left."""
    done = studio.run_module("worker.shutdown", *options)
    assert done.returncode == 0, done.stderr
    assert studio.processes() == []
