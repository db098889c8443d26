"""Jobs and checkpoints that are deleted: hidden at once, purged in steps, and never from under
somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.core import checkpoints, deletion, jobs, retention
from backend.core.errors import Conflict, IllegalTransition, NotFound
from backend.core.ids import now
from backend.core.models import Attempt, Base, Checkpoint, Event, Job
from backend.core.preferences import Preferences
from tests.backend.core.conftest import Studio

T = TypeVar("T")


def delete(studio: Studio, job: Job) -> None:
    with studio.database.transaction() as session:
        deletion.delete_job(session, jobs.get(session, job.id))


def in_transaction(studio: Studio, call: Callable[[Session], T]) -> T:
    with studio.database.transaction() as session:
        return call(session)


def final(studio: Studio, job: Job) -> Checkpoint:
    with studio.database.session() as session:
        found = checkpoints.choose_final(session, job)
        assert found is not None
        return found


def rows_of(studio: Studio, job: Job) -> list[str]:
    """Tables that still know the job."""
    with studio.database.session() as session:
        return [
            table.name
            for table in Base.metadata.sorted_tables
            for column in [table.c.get("id" if table.name == "jobs" else "job_id")]
            if column is not None
            and session.execute(table.select().where(column == job.id)).first()
        ]


def long_ago(studio: Studio) -> None:
    """Whatever was deleted was deleted before streams need be told of it."""
    with studio.database.transaction() as session:
        gone = update(Job).where(Job.deleted_at.is_not(None))
        session.execute(gone.values(deleted_at=now() - deletion.TOLD_FOR))


def purge(studio: Studio, limit: int = 5) -> None:
    """As each node's housekeeping does a while later, a few rows at a time."""
    long_ago(studio)
    for job_id in in_transaction(studio, lambda s: deletion.deleted_here(s, "box-a")):
        in_transaction(studio, lambda s, job_id=job_id: deletion.files_gone(s, job_id, "box-a"))
    while due := in_transaction(studio, deletion.purge_due):
        for job_id in due:
            in_transaction(studio, lambda s, job_id=job_id: deletion.purge(s, job_id, limit))


def test_a_deleted_job_is_hidden_at_once_and_leaves_no_row(studio: Studio) -> None:
    job, other = studio.trained(), studio.trained()
    with studio.database.transaction() as session:
        for step in range(30):
            session.add(Event(job_id=job.id, attempt=1, kind="sample", step=step, data={}))
    delete(studio, job)
    with studio.database.session() as session:
        assert [row.id for row in jobs.list_jobs(session)] == [other.id]
        assert [row.job_id for row in checkpoints.list_checkpoints(session)] == [other.id]
        with pytest.raises(NotFound):
            jobs.get(session, job.id)
    assert in_transaction(studio, deletion.purge_due) == []  # box-a may have files of it
    purge(studio)
    assert rows_of(studio, job) == []
    assert {"jobs", "checkpoints", "events", "attempts"} <= set(rows_of(studio, other))


def test_a_job_that_others_descend_from_is_kept_and_they_are_named(studio: Studio) -> None:
    parent = studio.trained()
    heir = studio.submit(parent=final(studio, parent).id, name="my heir")
    with pytest.raises(Conflict, match=f"'my heir' .{heir.id}."):
        delete(studio, parent)
    with pytest.raises(Conflict, match=heir.id):
        in_transaction(
            studio,
            lambda s: deletion.delete_checkpoint(s, checkpoints.get(s, final(studio, parent).id)),
        )
    studio.stop(heir)
    delete(studio, heir)
    delete(studio, parent)
    purge(studio)
    assert rows_of(studio, heir) == rows_of(studio, parent) == []


def test_only_an_ended_job_is_deleted(studio: Studio) -> None:
    job = studio.submit()
    with pytest.raises(IllegalTransition):
        delete(studio, job)
    number = studio.claimed().attempt.number
    studio.ingest(job, number, studio.started())
    with pytest.raises(IllegalTransition):
        delete(studio, job)
    assert studio.job(job).status == "running"


def test_a_paused_job_keeps_the_checkpoint_it_goes_on_from(studio: Studio) -> None:
    job = studio.submit()
    number = studio.claimed().attempt.number
    studio.ingest(job, number, studio.started(), studio.checkpoint(4), studio.checkpoint(8))
    found = in_transaction(studio, lambda s: checkpoints.list_checkpoints(s, job.id))
    newest, older = sorted(found, key=lambda row: -row.step)

    def remove(row: Checkpoint) -> None:
        in_transaction(studio, lambda s: deletion.delete_checkpoint(s, checkpoints.get(s, row.id)))

    with pytest.raises(Conflict, match="looks after"):
        remove(older)
    studio.requeue(job, number)
    with pytest.raises(Conflict, match="goes on from"):
        remove(newest)
    remove(older)
    left = in_transaction(studio, lambda s: checkpoints.list_checkpoints(s, job.id))
    assert [row.id for row in left] == [newest.id]


def test_nodes_that_left_for_good_are_not_waited_for(studio: Studio) -> None:
    studio.node("box-b")
    job = studio.trained()
    with studio.database.transaction() as session:
        session.get_one(Attempt, (job.id, 1)).node = "box-gone"
    delete(studio, job)
    assert in_transaction(studio, deletion.purge_due) == []  # streams are to be told first
    long_ago(studio)
    assert in_transaction(studio, deletion.purge_due) == [job.id]


def test_retention_keeps_the_best_the_newest_the_final_and_what_is_needed(studio: Studio) -> None:
    job = studio.submit()
    number = studio.claimed().attempt.number
    losses = {2: 5.0, 4: 1.0, 6: 4.0, 8: 3.0, 10: 2.0}
    saved = [
        studio.checkpoint(step, final=step == 10, validation_loss=loss)
        for step, loss in losses.items()
    ]
    studio.ingest(job, number, studio.started(), *saved)
    studio.finish(job, number, "done")
    with studio.database.session() as session:
        ids = {row.step: row.id for row in checkpoints.list_checkpoints(session, job.id)}
    studio.submit(parent=ids[6])

    def retire(days: int, **preferences: Any) -> list[str]:
        at = now() + timedelta(days=days)
        return in_transaction(
            studio, lambda s: retention.retire_checkpoints(s, Preferences(**preferences), at)
        )

    assert retire(400) == []
    assert retire(400, keep_failed_checkpoints_days=1) == []
    assert retire(29, keep_checkpoints_days=30) == []
    assert sorted(retire(31, keep_checkpoints_days=30)) == sorted([ids[2], ids[8]])
    assert retire(31, keep_checkpoints_days=30) == []
