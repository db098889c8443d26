"""Runs of several processes lose their launcher, or one of the processes."""

from __future__ import annotations

import psutil
import pytest
from sqlalchemy import select

from backend.core.models import Job, Lease
from tests.faults.harness import Studio, uninterrupted_value

pytestmark = pytest.mark.slow


@pytest.fixture
def pair(studio: Studio) -> str:
    """A run of two processes on two pretended GPUs; it has saved at step 10 and waits at 15."""
    studio.gpus = 2
    studio.tick()  # the node must be known before a job may ask for its GPUs
    job_id = studio.submit(steps=40, gpus=2, hold_at=15)
    studio.tick()
    studio.wait_step(job_id, 15)
    studio.wait("both processes", lambda: len(studio.trainers(job_id)) == 2)
    return job_id


def test_a_killed_launcher_leaves_no_process_and_no_lease(studio: Studio, pair: str) -> None:
    ranks = studio.trainers(pair)
    launcher(studio, pair).kill()
    job = ended(studio, pair)
    assert "The training process was killed by signal 9 (SIGKILL)" in (job.reason or "")
    assert not any(rank.is_running() for rank in ranks)
    studio.stop(pair)


def test_a_run_of_which_a_process_was_killed_goes_on_to_the_same_end(
    studio: Studio, pair: str
) -> None:
    [victim] = [p for p in studio.trainers(pair) if p.environ()["RANK"] == "1"]
    victim.kill()
    job = ended(studio, pair)
    assert "Process 1 of the run was killed by signal 9 (SIGKILL)" in (job.reason or "")
    studio.release(pair)
    assert studio.tick() == 1
    job = studio.wait_status(pair, "done", "failed")
    assert (job.status, job.attempt) == ("done", 2), studio.logs()
    assert studio.steps(pair, 2) == list(range(11, 41)), "it went on from its last checkpoint"
    assert studio.final_value(pair) == uninterrupted_value(40)


def ended(studio: Studio, job_id: str) -> Job:
    """The job once it is back in the queue; its attempt then holds nothing and lives nowhere."""
    job = studio.wait_status(job_id, "queued", "failed", "done")
    with studio.database.session() as session:
        assert list(session.scalars(select(Lease))) == []
    assert (job.status, job.restarts) == ("queued", 1), studio.logs()
    attempt = studio.attempt(job_id)
    assert attempt.cause == "killed_by_signal"
    assert (attempt.cleanup or {})["processes_left"] == 0
    assert studio.trainers(job_id) == []
    return job


def launcher(studio: Studio, job_id: str) -> psutil.Process:
    [process] = [p for p in studio.processes(job_id) if "torch.distributed.run" in p.cmdline()]
    return process
