"""Runs that hang: seen, ended by force, told and started again."""

from __future__ import annotations

import pytest

from tests.faults.harness import Studio, uninterrupted_value


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_PROGRESS_CHECK_S", "0.1")


def test_a_suspended_process_ends_the_run_which_starts_again(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_SUSPENDED_S", "0.5")
    job_id = studio.submit(steps=40, hold_at=15)
    studio.tick()
    studio.wait_step(job_id, 15)
    [trainer] = studio.trainers(job_id)
    trainer.suspend()
    job = studio.wait_status(job_id, "queued", "failed", "done")
    assert (job.status, job.restarts) == ("queued", 1)
    assert "was suspended from outside" in (job.reason or "")
    attempt = studio.attempt(job_id)
    assert attempt.cause == "no_progress"
    assert (attempt.cleanup or {})["processes_left"] == 0
    studio.release(job_id)
    studio.tick()
    assert studio.wait_status(job_id, "done", "failed").status == "done"
    assert studio.final_value(job_id) == uninterrupted_value(40)


def test_a_run_that_neither_speaks_nor_computes_is_given_up_in_the_end(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The system counts in hundredths of a second: within a tenth even a process that only waits
    # may seem to compute.
    monkeypatch.setenv("MINIMIND_WORKER_PROGRESS_CHECK_S", "1")
    monkeypatch.setenv("MINIMIND_WORKER_IDLE_S", "2")
    monkeypatch.setenv("MINIMIND_WORKER_MAX_RESTARTS", "0")
    job_id = studio.submit(steps=40, hold_at=15)
    studio.tick()
    job = studio.wait_status(job_id, "queued", "failed", "done")
    assert (job.status, job.cause) == ("failed", "no_progress")
    assert "said nothing and computed nothing" in (job.reason or "")


def test_a_slow_run_is_left_alone(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_IDLE_S", "0.6")
    job_id = studio.submit(steps=10, behaviour={"step_s": 0.3})
    studio.tick()
    assert studio.wait_status(job_id, "queued", "failed", "done").status == "done"
