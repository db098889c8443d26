"""Processes are killed under a run: nothing is left behind, nothing is doubled, runs go on."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import psutil
import pytest

from backend.core.models import Attempt, Node
from backend.core.settings import REPOSITORY
from tests.faults.harness import Studio, kill_group, uninterrupted_value


def test_a_run_does_not_notice_that_the_worker_was_killed(
    studio: Studio, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    # There is no broker either: the timer starts the job.
    process = worker()
    job_id = studio.submit(steps=60, hold_at=5)
    studio.wait_step(job_id, 5)
    [trainer] = studio.trainers(job_id)
    kill_group(process)
    studio.release(job_id)
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 1)
    assert studio.steps(job_id) == list(range(1, 61))
    assert not trainer.is_running()


def test_a_new_worker_adopts_a_running_supervisor(
    studio: Studio, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    job_id = studio.submit(steps=20, hold_at=5)
    studio.tick()
    studio.wait_step(job_id, 5)
    worker()
    studio.wait("the worker's look", studio.heartbeat_moved)
    studio.release(job_id)
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 1)


def test_a_killed_supervisor_costs_only_the_work_since_the_last_checkpoint(studio: Studio) -> None:
    job_id = studio.submit(steps=40, hold_at=25)
    studio.tick()
    studio.wait_step(job_id, 25)
    kill_supervisor(studio, job_id)
    old = studio.processes(job_id)
    assert len(old) == 2, "the run and its child must outlive the supervisor, or this shows nothing"
    assert studio.tick() == 1
    assert not any(lives(process) for process in old)
    studio.release(job_id)
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 2)
    assert studio.final_value(job_id) == uninterrupted_value(40)
    # Every line of both attempts was stored once, and the second went on from a checkpoint.
    assert studio.steps(job_id, 1) == list(range(1, 26))
    assert studio.steps(job_id, 2) == list(range(21, 41))


def test_what_a_run_wrote_after_its_supervisor_died_is_not_lost(studio: Studio) -> None:
    job_id = studio.submit(steps=30, hold_at=3, behaviour={"linger_s": 60})
    studio.tick()
    studio.wait_step(job_id, 3)
    studio.supervisor(job_id).suspend()
    studio.release(job_id)
    events = studio.run_dir(job_id).events(1)
    studio.wait("the end of the run", lambda: '"type":"finished"' in events.read_text())
    assert studio.job(job_id).status == "running"
    kill_supervisor(studio, job_id)
    studio.tick()
    job = studio.job(job_id)
    assert (job.status, job.attempt) == ("done", 1)
    assert studio.steps(job_id) == list(range(1, 31))
    assert studio.final_value(job_id) == uninterrupted_value(30)


def test_a_killed_trainer_is_started_again_from_its_checkpoint(studio: Studio) -> None:
    job_id = studio.submit(steps=40, hold_at=12)
    studio.tick()
    studio.wait_step(job_id, 12)
    studio.trainers(job_id)[0].kill()
    job = studio.wait_status(job_id, "queued", "failed", "done")
    assert (job.status, job.restarts) == ("queued", 1)
    assert "signal 9 (SIGKILL)" in (job.reason or "")
    assert "continues from its last checkpoint" in (job.reason or "")
    studio.release(job_id)
    studio.tick()
    assert studio.wait_status(job_id, "done", "failed").status == "done"
    assert studio.steps(job_id, 2) == list(range(11, 41))
    assert studio.final_value(job_id) == uninterrupted_value(40)


def test_a_killed_trainer_fails_the_job_in_words(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_MAX_RESTARTS", "0")
    job_id = studio.submit(steps=40, hold_at=12)
    studio.tick()
    studio.wait_step(job_id, 12)
    studio.trainers(job_id)[0].kill()
    job = studio.wait_status(job_id, "failed", "done")
    assert (job.status, job.cause) == ("failed", "killed_by_signal")
    assert "signal 9 (SIGKILL), probably out of memory" in (job.reason or "")
    assert "checkpoint at step 10 is kept" in (job.reason or "")


@pytest.mark.slow
def test_the_rank_that_died_first_is_named(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_MAX_RESTARTS", "0")
    job_id = studio.submit(steps=500, hold_at=12, processes=2, behaviour={"die_at": 12})
    studio.tick()
    job = studio.wait_status(job_id, "failed", "done")
    assert (job.status, job.cause) == ("failed", "killed_by_signal"), studio.logs()
    assert "Process 1 of the run was killed by signal 9" in (job.reason or "")


def test_a_run_that_loses_its_supervisor_again_and_again_is_given_up(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_MAX_RESTARTS", "1")
    job_id = studio.submit(steps=20, hold_at=3)
    for attempt in (1, 2):
        assert studio.tick() == 1
        assert studio.attempt(job_id).number == attempt
        kill_supervisor(studio, job_id)
    assert studio.tick() == 0
    job = studio.job(job_id)
    assert (job.status, job.cause) == ("failed", "process_lost")
    assert "2 times in a row" in (job.reason or "")


def test_a_supervisor_that_never_came_is_replaced(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = studio.submit(steps=10)
    studio.tick()
    # Killed before it registers: nothing but the claim is known.
    for process in studio.processes(job_id):
        process.kill()
    assert studio.attempt(job_id).pid is None
    assert studio.tick() == 0
    assert studio.job(job_id).status == "starting", "a new supervisor is given time to register"
    with monkeypatch.context() as patch:
        patch.setenv("MINIMIND_WORKER_REGISTER_GRACE_S", "0.1")
        time.sleep(0.2)
        assert studio.tick() == 1
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 2)


def test_a_second_supervisor_of_the_same_attempt_leaves(studio: Studio) -> None:
    job_id = studio.submit(steps=20, hold_at=3)
    studio.tick()
    studio.wait_step(job_id, 3)
    first = studio.supervisor(job_id)
    second = studio.run_module("worker.supervise", "--job", job_id, "--attempt", "1")
    assert second.returncode == 0
    assert "has a supervisor" in second.stderr
    assert first.is_running()
    studio.release(job_id)
    assert studio.wait_status(job_id, "done", "failed").attempt == 1
    assert studio.steps(job_id) == list(range(1, 21))


def test_ticks_at_the_same_time_start_a_job_once(studio: Studio) -> None:
    job_id = studio.submit(steps=20, hold_at=3)
    waiting = studio.submit(steps=20)  # the processor is taken: one run at a time
    code = "from worker.runtime import node_tick; print(node_tick().run(wait=True))"
    ticks = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    started = [int(tick.communicate(timeout=60)[0]) for tick in ticks]
    assert sorted(started) == [0, 0, 1]
    assert studio.job(waiting).status == "queued"
    studio.release(job_id)
    assert studio.wait_status(job_id, "done", "failed").attempt == 1
    assert studio.steps(job_id) == list(range(1, 21))


def kill_supervisor(studio: Studio, job_id: str) -> None:
    supervisor = studio.supervisor(job_id)
    supervisor.kill()
    studio.wait("the supervisor's death", lambda: not lives(supervisor))


def lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("jump", [timedelta(hours=1), -timedelta(hours=1)])
def test_a_clock_that_is_set_costs_no_run_that_is_just_starting_or_under_way(
    studio: Studio, jump: timedelta
) -> None:
    job_id = studio.submit(steps=20, hold_at=3)
    studio.tick()
    set_clock(studio, job_id, jump)
    assert studio.tick() == 0
    studio.wait_step(job_id, 3)
    set_clock(studio, job_id, jump)
    assert studio.tick() == 0
    studio.release(job_id)
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 1)


def set_clock(studio: Studio, job_id: str, jump: timedelta) -> None:
    """What is stored looks as if the clock had been set by ``jump`` since."""
    with studio.database.transaction() as session:
        attempt = session.get_one(Attempt, (job_id, 1))
        attempt.started_at -= jump
        attempt.lease_until -= jump
        session.get_one(Node, "box-a").heartbeat_at -= jump
