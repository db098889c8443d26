"""Machines freeze, vanish, and come back: their runs go on elsewhere, and never twice."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from backend.core.ids import now
from backend.core.models import Node
from tests.faults.harness import Studio, uninterrupted_value
from tests.postgres import PostgresServer
from worker.inventory import FakeInventory
from worker.options import WorkerOptions
from worker.tick import Tick

pytestmark = pytest.mark.slow

LOST_S = 2.0


@pytest.fixture
def other(studio: Studio) -> Callable[[], int]:
    """A tick of another machine, which shares database and data directory."""
    settings = studio.settings.model_copy(update={"node_name": "box-b"})
    options = WorkerOptions(node_lost_s=LOST_S)
    tick = Tick(settings, options, studio.database, FakeInventory(0))
    return lambda: tick.run(wait=True)


def test_a_machine_that_froze_and_comes_back_finds_its_run_done_elsewhere(
    studio: Studio, other: Callable[[], int]
) -> None:
    job_id = studio.submit(steps=40, hold_at=25)
    studio.tick()
    studio.wait_step(job_id, 25)
    frozen = studio.processes(job_id)
    for process in frozen:
        process.suspend()
    studio.wait("the takeover", lambda: other() == 1)
    assert studio.attempt(job_id).node == "box-b"
    studio.release(job_id)
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 2)
    assert studio.final_value(job_id) == uninterrupted_value(40)
    before = studio.steps(job_id)
    for process in frozen:
        process.resume()
    studio.wait("the old owner's leaving", lambda: not studio.processes(job_id))
    after = studio.job(job_id)
    assert (after.status, after.attempt, after.node) == ("done", 2, "box-b")
    # Whatever it still wanted to write was refused.
    assert studio.steps(job_id) == before
    assert studio.steps(job_id, 1) == list(range(1, 26))
    assert studio.final_value(job_id) == uninterrupted_value(40)


def test_a_run_whose_worker_is_gone_but_whose_supervisor_lives_is_left_alone(
    studio: Studio, other: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_HEARTBEAT_S", "0.2")
    job_id = studio.submit(steps=20, hold_at=5)
    studio.tick()  # and never again
    studio.wait_step(job_id, 5)
    deadline = time.monotonic() + 2 * LOST_S
    while time.monotonic() < deadline:
        assert other() == 0
        time.sleep(0.1)
    studio.release(job_id)
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 1)


@pytest.mark.postgres
def test_a_run_that_is_cut_off_saves_and_ends_before_others_take_it_over(
    postgres_studio: Studio, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = postgres_studio
    monkeypatch.setenv("MINIMIND_WORKER_NODE_LOST_S", "4")
    with studio.database.transaction() as session:
        session.add(Node(name="box-b", cpus=1, heartbeat_at=now()))
    job_id = studio.submit(steps=40, hold_at=25)
    studio.tick()
    studio.wait_step(job_id, 25)
    trainers = studio.trainers(job_id)
    postgres_server.stop()
    try:
        studio.wait("the run's end", lambda: not any(t.is_running() for t in trainers))
    finally:
        postgres_server.start()
    job = studio.wait_status(job_id, "queued")
    assert "could not reach the database" in (job.reason or "")
    studio.release(job_id)
    assert studio.tick() == 1
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 2)
    # It went on from the step at which it was cut off, not from an earlier checkpoint.
    assert studio.steps(job_id, 2) == list(range(26, 41))
    assert studio.final_value(job_id) == uninterrupted_value(40)
