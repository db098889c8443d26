"""The status machine: its table, its fence, and what holds under any order of events."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backend.core import jobs, queue, status
from backend.core.errors import IllegalTransition, StaleAttempt, StudioError
from backend.core.models import Event, Job, Node


def test_every_status_has_its_ways_and_from_ends_there_is_only_another_try() -> None:
    assert set(status.TRANSITIONS) == set(status.STATUSES)
    for source, targets in status.TRANSITIONS.items():
        assert targets <= set(status.STATUSES)
        assert (source in status.ENDED) == (targets == {status.QUEUED})


def test_every_pair_of_statuses_follows_the_table(sqlite_studio: Any) -> None:
    job = sqlite_studio.submit()
    for source in status.STATUSES:
        for target in status.STATUSES:
            with sqlite_studio.database.transaction() as session:
                stored = jobs.get(session, job.id)
                stored.status = source  # set up by hand what a transition would not allow
                session.flush()
                if target in status.TRANSITIONS[source]:
                    status.transition(session, stored, target, reason="test")
                    assert stored.status == target
                else:
                    with pytest.raises(IllegalTransition) as caught:
                        status.transition(session, stored, target, reason="test")
                    assert caught.value.current == source
                    assert caught.value.status == 409


def test_a_transition_stamps_times_and_tells_the_stream(studio: Any) -> None:
    job = studio.trained()
    stored = studio.job(job)
    assert stored.created_at <= stored.started_at <= stored.finished_at
    with studio.database.session() as session:
        events = session.query(Event).filter_by(job_id=job.id, kind="job").order_by(Event.id)
        seen = [event.data["status"] for event in events]
    assert seen == ["queued", "starting", "running", "done"]


def test_many_jobs_change_together_or_not_at_all(studio: Any) -> None:
    ended = studio.stop(studio.submit())
    waiting = [studio.submit(), studio.submit()]

    def stop(*wanted: Job) -> None:
        with studio.database.transaction() as session:
            stored = [jobs.get(session, job.id) for job in wanted]
            status.transition_all(session, stored, "stopped", reason="test")

    with pytest.raises(IllegalTransition) as caught:
        stop(*waiting, ended)
    assert caught.value.current == "stopped"
    assert [studio.job(job).status for job in waiting] == ["queued", "queued"]
    stop(*waiting)
    assert [studio.job(job).status for job in waiting] == ["stopped", "stopped"]


def test_back_to_the_queue_needs_a_reason(sqlite_studio: Any) -> None:
    job = sqlite_studio.submit()
    sqlite_studio.claimed()
    with (
        pytest.raises(ValueError, match="reason"),
        sqlite_studio.database.transaction() as session,
    ):
        status.transition(session, jobs.get(session, job.id), "queued")


def test_a_replaced_attempt_may_not_write(studio: Any) -> None:
    job = studio.submit()
    first = studio.claimed().attempt.number
    studio.requeue(job, first)
    for late in (lambda: studio.finish(job, first, "done"), lambda: studio.requeue(job, first)):
        with pytest.raises(StaleAttempt):
            late()  # while the job waits in the queue
    second = studio.claimed().attempt.number
    assert second == first + 1
    with pytest.raises(StaleAttempt):
        studio.finish(job, first, "done")  # while the next attempt is under way
    with pytest.raises(StaleAttempt):
        studio.ingest(job, first, studio.metric(1))
    assert studio.job(job).status == "starting"


# An attempt must be under way for most steps to mean anything: so claims come often.
STEPS = st.lists(
    st.sampled_from(
        ["claim"] * 4
        + ["start", "stop", "lost"] * 2
        + ["done", "stopped", "failed", "paused", "stale"]
    ),
    max_size=20,
)


# The folder and tables are shared by the examples on purpose: each uses a job of its own.
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
@example(steps=["claim", "start", "stop", "lost", "claim"])
@example(steps=["claim", "lost", "claim", "start", "stop", "paused", "claim"])
def test_no_order_of_events_breaks_a_job(sqlite_studio: Any, steps: list[str]) -> None:
    """Random lives of a job: whatever happens in whatever order, its rows agree."""
    job = sqlite_studio.submit()
    started = False
    for step in steps:
        before = sqlite_studio.job(job)
        stop_asked = before.status == "stopping"
        try:
            _act(sqlite_studio, before, step)
        except StudioError:
            after = sqlite_studio.job(job)
            assert (after.status, after.attempt) == (before.status, before.attempt)
        after = sqlite_studio.job(job)
        started = started or after.status == "running"
        _check_rows(sqlite_studio, before, after)
        assert (after.started_at is not None) == started
        if stop_asked:
            assert after.status in {"stopping", *status.ENDED}  # a wish to stop is never lost
    last = sqlite_studio.job(job)  # ends it, so that it does not stand in the next one's way
    if last.status == "queued":
        sqlite_studio.stop(last)
    elif last.status in status.ACTIVE:
        sqlite_studio.finish(last, last.attempt, "done")


def _act(studio: Any, job: Job, step: str) -> None:
    actions: dict[str, Callable[[], Any]] = {
        "claim": studio.claim,
        "start": lambda: studio.ingest(job, job.attempt, studio.started()),
        "stop": lambda: studio.stop(job),
        "lost": lambda: studio.requeue(job, job.attempt),
        "stale": lambda: studio.finish(job, job.attempt - 1, "done"),
    }
    if step == "start" and job.attempt == 0:
        return
    actions.get(step, lambda: studio.finish(job, job.attempt, step))()


def _check_rows(studio: Any, before: Job, after: Job) -> None:
    if before.status in status.ENDED:
        assert (after.status, after.attempt) == (before.status, before.attempt)
    ways: dict[str, frozenset[Any]] = {**status.TRANSITIONS}
    assert after.status == before.status or after.status in ways[before.status]
    assert after.attempt >= before.attempt
    with studio.database.session() as session:
        attempts = jobs.attempts(session, after.id)
    active = after.status in status.ACTIVE
    assert [row.number for row in attempts] == list(range(1, after.attempt + 1))
    assert [row.ended_at is None for row in attempts] == [False] * (len(attempts) - active) + [
        True
    ] * active
    assert [job_id for _, _, job_id in studio.leases()] == [after.id] * active
    assert (after.finished_at is not None) == (after.status in status.ENDED)


@pytest.mark.parametrize("round_", range(3))
def test_stopping_races_finishing(studio: Any, round_: int) -> None:
    """Whoever comes first, the job ends, once, and nothing stays leased."""
    job = studio.submit()
    number = studio.claimed().attempt.number
    studio.ingest(job, number, studio.started())
    barrier = threading.Barrier(6)
    refused: list[Exception] = []

    def run(action: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            action()
        except (IllegalTransition, StaleAttempt) as error:
            refused.append(error)

    actions = [lambda: studio.stop(job)] * 3 + [
        lambda: studio.finish(job, number, "done"),
        lambda: studio.finish(job, number, "stopped"),
        lambda: studio.finish(job, number, jobs.Failure("killed", "Rank 0 was killed.")),
    ]
    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert studio.job(job).status in status.ENDED
    assert studio.leases() == []
    assert sum(isinstance(error, StaleAttempt) for error in refused) == 2  # of three that finish


def test_claiming_races_stopping(studio: Any) -> None:
    """A job that is stopped while nodes reach for it is either theirs or stopped, never both."""
    submitted = [studio.submit() for _ in range(4)]
    barrier = threading.Barrier(8)

    def claim() -> None:
        barrier.wait()
        with studio.database.transaction() as session:
            queue.claim(session, session.get_one(Node, "box-a"))

    def stop(job: Job) -> None:
        barrier.wait()
        studio.stop(job)

    threads = [threading.Thread(target=claim) for _ in range(4)]
    threads += [threading.Thread(target=stop, args=(job,)) for job in submitted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = [studio.job(job) for job in submitted]
    assert {job.status for job in after} <= {"stopped", "stopping"}
    leased = [job_id for _, _, job_id in studio.leases()]
    assert leased == [job.id for job in after if job.status == "stopping"]
