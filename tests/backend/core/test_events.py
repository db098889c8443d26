"""The event stream's order: a reader that remembers the last id it saw misses nothing."""

from __future__ import annotations

import threading
import time
from typing import Any

from backend.core import events, jobs, status
from minimind.spec.events import Sample


def test_reading_on_from_an_id(studio: Any) -> None:
    with studio.database.session() as session:
        assert events.last_id(session) == 0
    first, second = studio.submit(), studio.submit()
    with studio.database.session() as session:
        one, two = events.read_after(session, 0)
        assert [one.job_id, two.job_id] == [first.id, second.id]
        assert events.read_after(session, one.id) == [two]
        assert events.read_after(session, 0, limit=1) == [one]
        assert events.last_id(session) == two.id
        assert events.read_after(session, two.id) == []


def test_samples_are_the_newest_and_of_no_step_that_was_done_again(studio: Any) -> None:
    def written(step: int, text: str) -> Sample:
        return Sample(time=1.0, step=step, prompt="Who?", text=text, tokens=1)

    job, other = studio.submit(), studio.submit()
    studio.claimed()
    early = [written(step, "first") for step in (2, 4, 6)]
    studio.ingest(job, 1, studio.started(), *early)
    studio.requeue(job, 1)
    studio.claimed()
    studio.ingest(job, 2, studio.started(start_step=4), written(6, "again"), written(8, "again"))
    with studio.database.session() as session:
        told = [(e.step, e.data["text"]) for e in events.samples(session, job.id)]
        assert told == [(2, "first"), (4, "first"), (6, "again"), (8, "again")]
        assert [e.step for e in events.samples(session, job.id, 2)] == [6, 8]
        assert events.samples(session, other.id) == []


def test_a_late_commit_never_hides_behind_an_early_one(studio: Any) -> None:
    """Writers overlap at random while a reader follows: it sees each event, in order."""
    writers, each = 6, 15
    submitted = [studio.submit() for _ in range(writers)]
    stop = threading.Event()
    seen: list[int] = []

    def write(job_id: str, pause: float) -> None:
        for _ in range(each):
            with studio.database.transaction() as session:
                job = jobs.get(session, job_id)
                status.announce(session, job)
                time.sleep(pause)  # the transaction is open for a while
                status.announce(session, job)

    def read() -> None:
        last = 0
        while True:
            ended = stop.is_set()
            with studio.database.session() as session:
                batch = [event.id for event in events.read_after(session, last)]
            seen.extend(batch)
            last = batch[-1] if batch else last
            if ended and not batch:
                return

    reader = threading.Thread(target=read)
    threads = [
        threading.Thread(target=write, args=(job.id, 0.001 * (i % 3)))
        for i, job in enumerate(submitted)
    ]
    for thread in (reader, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    stop.set()
    reader.join()
    assert seen == sorted(seen)
    assert len(seen) == writers + 2 * writers * each


def test_events_of_a_transaction_that_fails_are_not_told(studio: Any) -> None:
    job = studio.submit()
    with studio.database.session() as session:
        before = events.last_id(session)
    try:
        with studio.database.transaction() as session:
            status.announce(session, jobs.get(session, job.id))
            raise RuntimeError
    except RuntimeError:
        pass
    with studio.database.session() as session:
        assert events.read_after(session, before) == []
