"""Everybody at once: people who submit and stop, nodes that claim, supervisors that report."""

from __future__ import annotations

import contextlib
import random
import threading
from typing import Any

from sqlalchemy import select

from backend.core import status
from backend.core.errors import StudioError
from backend.core.models import Attempt, Job
from minimind.spec import SpecError


def test_a_busy_studio_keeps_its_books(studio: Any) -> None:
    """No two transactions wait for each other, and afterwards leases and attempts agree."""
    studio.node("box-b")
    data = {kind: studio.dataset(kind).id for kind in ("text", "conversations")}
    errors: list[BaseException] = []

    def some_job(rng: random.Random) -> Job | None:
        with studio.database.session() as session:
            found = list(session.scalars(select(Job)))
        return rng.choice(found) if found else None

    def act(rng: random.Random) -> None:
        choice, job = rng.random(), some_job(rng)
        if job is None or choice < 0.2:
            studio.submit(dataset=data["text"])
        elif choice < 0.4:  # families: parents and children end together
            studio.submit(parent=job.id, dataset=data["conversations"], priority=rng.randint(0, 2))
        elif choice < 0.55:
            studio.claim(rng.choice(["box-a", "box-b"]))
        elif choice < 0.65:
            studio.stop(job)
        elif choice < 0.75:
            studio.ingest(job, max(job.attempt, 1), studio.started(), studio.metric(1), offset=0)
        elif choice < 0.85:
            studio.requeue(job, job.attempt)
        else:
            studio.finish(job, job.attempt, rng.choice(["done", "stopped", "failed"]))

    def work(seed: int) -> None:
        rng = random.Random(seed)
        try:
            for _ in range(12):
                with contextlib.suppress(StudioError, SpecError):  # refused, as it should be
                    act(rng)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with studio.database.session() as session:
        active = {
            (job.id, job.attempt)
            for job in session.scalars(select(Job).where(Job.status.in_(status.ACTIVE)))
        }
        query = select(Attempt).where(Attempt.ended_at.is_(None))
        assert {(row.job_id, row.number) for row in session.scalars(query)} == active
        for job in session.scalars(select(Job).where(Job.status == status.QUEUED)):
            waits_in_vain = job.parent_job_id and not job.parent_checkpoint_id
            if waits_in_vain:
                parent = session.get_one(Job, job.parent_job_id)
                assert parent.status not in status.ENDED
    assert {job_id for _, _, job_id in studio.leases()} == {job_id for job_id, _ in active}
