"""One run over several machines: two workers of different names on this one, a common folder."""

from __future__ import annotations

from typing import Any

import psutil
import pytest
from sqlalchemy import select

from backend.core import control, jobs
from backend.core.models import AttemptMember, Lease
from tests.faults.harness import Studio, uninterrupted_value
from worker import processes
from worker.inventory import FakeInventory
from worker.options import WorkerOptions
from worker.tick import Tick

pytestmark = pytest.mark.slow


class Pair:
    """Box-a, which claims first, and box-b."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        settings = studio.settings.model_copy(update={"node_name": "box-b"})
        self._other = Tick(settings, WorkerOptions(), studio.database, FakeInventory(0))
        self._other.run(wait=True)
        studio.tick()  # both must be known before a job may ask for two

    def tick(self) -> None:
        self.studio.tick()
        self._other.run(wait=True)

    def submit(self, **options: Any) -> str:
        return self.studio.submit(nodes=2, **options)

    def start(self, **options: Any) -> str:
        """A run that waits at step 15, with both its parts under way."""
        job_id = self.submit(hold_at=15, **options)
        self.tick()
        self.studio.wait_step(job_id, 15)
        self.studio.wait("the second part", lambda: self.trainers(job_id, rank=1))
        return job_id

    def member(self, job_id: str) -> AttemptMember:
        """Box-b's part in the present attempt."""
        with self.studio.database.session() as session:
            number = jobs.get(session, job_id).attempt
            return session.get_one(AttemptMember, (job_id, number, 1))

    def trainers(self, job_id: str, *, rank: int) -> list[psutil.Process]:
        marker = processes.marker_value(job_id, self.studio.job(job_id).attempt, rank)
        return [p for p in processes.marked(marker) if p.cmdline()[1:3] == ["-u", "-m"]]

    def leases(self) -> set[tuple[str, str]]:
        with self.studio.database.session() as session:
            return {(lease.node, lease.resource) for lease in session.scalars(select(Lease))}


@pytest.fixture
def pair(studio: Studio) -> Pair:
    return Pair(studio)


def test_two_machines_run_one_job_to_its_end(pair: Pair) -> None:
    job_id = pair.start(steps=30)
    assert pair.leases() == {("box-a", "cpu:0"), ("box-b", "cpu:0")}
    pair.studio.release(job_id)
    job = pair.studio.wait_status(job_id, "done", "failed", "queued")
    assert (job.status, job.node) == ("done", "box-a")
    assert pair.studio.final_value(job_id) == uninterrupted_value(30)
    assert pair.studio.steps(job_id) == list(range(1, 31)), "one of them alone tells events"
    assert pair.leases() == set()
    member = pair.member(job_id)
    assert (member.outcome, member.node) == ("done", "box-b")
    assert member.ended_at is not None


def test_a_stop_by_force_ends_every_part(pair: Pair) -> None:
    job_id = pair.start(steps=40, behaviour={"ignore_stop": True})
    pair.studio.stop(job_id, force=True)
    assert pair.studio.wait_status(job_id, "stopped", "failed", "queued").status == "stopped"
    assert pair.trainers(job_id, rank=0) == pair.trainers(job_id, rank=1) == []
    assert pair.leases() == set()


@pytest.mark.parametrize("lose", ["process", "supervisor"])
def test_a_part_that_fails_ends_the_others_and_the_job_starts_again(pair: Pair, lose: str) -> None:
    job_id = pair.start(steps=40)
    if lose == "process":
        [trainer] = pair.trainers(job_id, rank=1)
        trainer.kill()
    else:
        psutil.Process(pair.member(job_id).pid).kill()
    studio = pair.studio

    def given_back() -> bool:
        pair.tick()
        return studio.job(job_id).attempt == 2

    studio.wait("a second attempt", given_back)
    assert studio.job(job_id).restarts == 1
    with studio.database.session() as session:
        first, _ = jobs.attempts(session, job_id)
    assert first.outcome in ("failed", "lost") and first.reason
    studio.release(job_id)
    pair.tick()
    assert studio.wait_status(job_id, "done", "failed").status == "done"
    assert studio.final_value(job_id) == uninterrupted_value(40)


def test_a_run_over_two_machines_pauses_and_goes_on(pair: Pair) -> None:
    job_id = pair.start(steps=30)
    with pair.studio.database.transaction() as session:
        control.pause(session, jobs.get(session, job_id))
    assert pair.studio.wait_status(job_id, "paused", "failed").status == "paused"
    assert pair.leases() == set()
    with pair.studio.database.transaction() as session:
        control.resume(session, jobs.get(session, job_id))
    pair.tick()
    assert pair.studio.wait_status(job_id, "done", "failed").status == "done"
    assert pair.studio.steps(job_id) == list(range(1, 31))
