"""Ten thousand lives of a job in which people and its run act at once, in every order.

Each actor does what it does in real life, one transaction after another, and holds on to what it
knew before; schedules mix them at random. The database is a real one, in memory.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import cast

import pytest
from sqlalchemy import create_engine, delete
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from backend.core import control, jobs, leases, status
from backend.core.errors import Conflict, IllegalTransition, StaleAttempt
from backend.core.ids import now
from backend.core.models import Attempt, Base, Dataset, Job, Lease, Node
from minimind.spec import build_recipe
from minimind.spec.events import Finished, FinishReason

ROUNDS = 10_000
PEOPLE: dict[str, Callable[[Session, Job], None]] = {
    "stop": control.stop,
    "force": lambda session, job: control.stop(session, job, force=True),
    "pause": control.pause,
    "resume": control.resume,
    "retry": control.retry,
}
REFUSALS = (IllegalTransition, StaleAttempt, Conflict)


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine, expire_on_commit=False) as session:
        session.add(Dataset(id="ds-a", name="words", kind="text", sha256="0", bytes=1, rows=1))
        session.add(Node(name="box-a", cpus=2))
        session.add(_job())
        session.commit()
        yield session
    engine.dispose()


def _job() -> Job:
    return Job(
        id="job-a", name="a", stage="pretrain", model="nano", spec={}, request_hash="",
        recipe=build_recipe("pretrain", {}).model_dump(mode="json"), dataset_id="ds-a", gpus=0,
        processes=1, status=status.QUEUED, attempt=0,
    )  # fmt: skip


@pytest.mark.slow
def test_whoever_comes_first_a_job_ends_once_and_holds_nothing(session: Session) -> None:
    chance = random.Random(7)
    drawn = Counter(_schedule(chance) for _ in range(ROUNDS))
    seen: set[str] = set()
    for number, schedule in enumerate(drawn, start=1):  # the same one twice would end the same way
        job = _running(session, number)
        _play(session, job, schedule)
        seen.add(job.status)
        _check(session, job)
    assert seen == {status.QUEUED, status.PAUSED, *status.ENDED}


def _schedule(chance: random.Random) -> tuple[str, ...]:
    """What the run, two people and perhaps a node do, each in its own order, mixed at random."""
    run = ["look"] * chance.randrange(2) + [chance.choice(("done", "failed"))]
    actors = [run, _person(chance, most=2), _person(chance, most=1)]
    if chance.random() < 0.3:
        actors.append(["lost"])
    mixed = []
    while actors := [actor for actor in actors if actor]:
        mixed.append(chance.choice(actors).pop(0))
    return tuple(mixed)


def _person(chance: random.Random, most: int) -> list[str]:
    wishes = ("stop", "force", "pause", "resume", "retry")
    return chance.choices(wishes, weights=(4, 1, 3, 1, 1), k=chance.randint(0, most))


def _play(session: Session, job: Job, schedule: Sequence[str]) -> None:
    supervisor = _Supervisor(job.attempt)
    stopping = False  # somebody asked for a stop, and was not refused
    for act in schedule:
        before = (job.status, job.attempt)
        try:
            if act in PEOPLE:
                PEOPLE[act](session, job)
            else:
                supervisor.act(session, job, act)
        except REFUSALS:
            assert (job.status, job.attempt) == before, "a refusal changes nothing"
        if stopping and job.status not in status.ENDED:
            assert job.status == status.STOPPING, f"{schedule}: a wish to stop is never lost"
        stopping = job.status == status.STOPPING


def _check(session: Session, job: Job) -> None:
    active = job.status in status.ACTIVE
    attempt = session.get_one(Attempt, (job.id, job.attempt))
    assert (attempt.ended_at is None) == active
    assert session.query(Lease).count() == int(active)
    assert (job.finished_at is not None) == (job.status in status.ENDED)


def _running(session: Session, number: int) -> Job:
    """The job in its next attempt, as if a node had just claimed and started it."""
    job = session.get_one(Job, "job-a")
    session.execute(delete(Lease))
    session.execute(delete(Attempt))
    job.status, job.attempt, job.force, job.restarts = status.RUNNING, number, False, 0
    job.finished_at = None
    session.add(Attempt(job_id=job.id, number=number, node="box-a", lease_until=now()))
    session.flush()
    leases.take(session, "box-a", job, ["cpu:0"])
    session.info.clear()  # events are of no interest here
    return job


class _Supervisor:
    """Of one attempt: remembers what it saw when it last looked."""

    def __init__(self, attempt: int) -> None:
        self._attempt = attempt
        self._wish = ""

    def act(self, session: Session, job: Job, act: str) -> None:
        if act == "look":
            status.fence(job, self._attempt)
            self._wish = job.status
        elif act == "lost":  # in the eyes of a node that reconciles
            failure = jobs.Failure("process_lost", "The run's supervisor was lost.")
            jobs.finish(session, job, self._attempt, failure, max_restarts=2)
        else:
            heard: dict[str, str] = {status.STOPPING: "stopped", status.PAUSING: "paused"}
            reason = cast(FinishReason, heard.get(self._wish, act))
            ending = Finished(time=1.0, reason=reason, step=3, message="Told.")
            jobs.finish(session, job, self._attempt, ending, max_restarts=2)
