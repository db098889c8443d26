"""The order that people give the queue, also where floats run out of numbers."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.core import jobs, ordering, status
from backend.core.errors import IllegalTransition
from backend.core.models import Job
from backend.core.scheduling.load import ORDER


def order(studio: Any) -> list[str]:
    with studio.database.session() as session:
        queued = select(Job.id).where(Job.status == "queued").order_by(*ORDER)
        return list(session.scalars(queued))


def move(studio: Any, job_id: str, **where: str) -> None:
    with studio.database.transaction() as session:
        ordering.move(session, jobs.get(session, job_id), **where)


def test_moves_follow_a_plain_list_whatever_the_positions(studio: Any) -> None:
    """Against a Python list: 120 random moves among jobs of equal and almost equal positions."""
    dataset = studio.dataset().id
    ids = [studio.submit(dataset=dataset).id for _ in range(8)]
    with studio.database.transaction() as session:
        for place, job_id in enumerate(ids):
            moment = 1.7e9 if place < 5 else 1.7e9 + 2.0**-22  # the next number there is
            session.execute(update(Job).where(Job.id == job_id).values(position=moment))
    expected, rng = order(studio), random.Random(1)
    for _ in range(120):
        job_id, other = rng.sample(expected, 2)
        side = rng.choice(["before", "after"])
        move(studio, job_id, **{side: other})
        expected.remove(job_id)
        expected.insert(expected.index(other) + (side == "after"), job_id)
        assert order(studio) == expected


def test_making_room_moves_nobody_behind_those_who_come_later(sqlite_studio: Any) -> None:
    studio = sqlite_studio
    dataset = studio.dataset().id
    first, second, third = (studio.submit(dataset=dataset).id for _ in range(3))
    for _ in range(60):  # more than a float has bits
        move(studio, third, after=first)
        move(studio, second, after=first)
    last = studio.submit(dataset=dataset).id
    assert order(studio) == [first, second, third, last]


def test_a_moved_job_takes_its_neighbours_priority(studio: Any) -> None:
    low, high = studio.submit(), studio.submit(priority=7)
    move(studio, low.id, before=high.id)
    assert order(studio) == [low.id, high.id]
    assert studio.job(low).priority == 7


def test_a_held_job_is_passed_over_until_it_is_released(studio: Any) -> None:
    first, second = studio.submit(priority=1), studio.submit()
    with studio.database.transaction() as session:
        ordering.hold(session, jobs.get(session, first.id))
    assert studio.claimed().job.id == second.id
    studio.finish(second, 1, "done")
    assert studio.claim() is None
    assert studio.job(first).reason == status.HELD
    with studio.database.transaction() as session:
        ordering.release(session, jobs.get(session, first.id))
    assert studio.claimed().job.id == first.id
    with pytest.raises(IllegalTransition), studio.database.transaction() as session:
        ordering.hold(session, jobs.get(session, first.id))


def test_a_released_job_says_that_it_waits_for_its_parent(studio: Any) -> None:
    parent = studio.submit(name="first words")
    child = studio.submit(parent=parent.id, hold=True)
    assert studio.job(child).reason == status.HELD
    with studio.database.transaction() as session:
        ordering.release(session, jobs.get(session, child.id))
    assert studio.job(child).reason == f"Waits for 'first words' ({parent.id}) to be done."
