"""What people ask of jobs: stop, pause, resume, try again; and what runs do by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core import adjustments, control, jobs
from backend.core.control import Changes
from backend.core.errors import Conflict, IllegalTransition, NotFound
from backend.core.models import Attempt, Checkpoint, Job
from minimind.spec import SpecError

ACCIDENT = jobs.Failure("killed_by_signal", "Process 1 of the run was killed by signal 9.")
NO_MEMORY = jobs.Failure("out_of_gpu_memory", "The GPU ran out of memory.")


def ask(studio: Any, job: Job, action: Any, **options: Any) -> Job:
    with studio.database.transaction() as session:
        stored = jobs.get(session, job.id)
        action(session, stored, **options)
        return stored


def fail(studio: Any, job: Job, failure: jobs.Failure, max_restarts: int = 2) -> Job:
    with studio.database.transaction() as session:
        stored = jobs.get(session, job.id)
        jobs.finish(session, stored, stored.attempt, failure, max_restarts=max_restarts)
        return stored


def claim_and_start(studio: Any, job: Job) -> int:
    claim = studio.claimed()
    assert claim.job.id == job.id
    studio.ingest(job, claim.attempt.number, studio.started())
    return claim.attempt.number


def paused(studio: Any, **spec: Any) -> Job:
    job = studio.submit(**spec)
    number = claim_and_start(studio, job)
    ask(studio, job, control.pause)
    studio.ingest(job, number, studio.metric(5), studio.checkpoint(5))
    return studio.finish(job, number, "paused")


def last_attempt(studio: Any, job: Job) -> Attempt:
    with studio.database.session() as session:
        return jobs.attempts(session, job.id)[-1]


def test_a_pause_frees_everything_and_a_resume_goes_on(studio: Any) -> None:
    job = paused(studio)
    assert (job.status, job.reason) == ("paused", "Paused at step 10.")
    assert studio.leases() == []
    assert studio.claim() is None, "nothing but a person resumes it"
    job = ask(studio, job, control.resume)
    assert (job.status, job.resume, job.finished_at) == ("queued", True, None)
    assert studio.claimed().attempt.number == 2
    assert last_attempt(studio, job).number == 2


def test_a_pause_asked_twice_is_one_and_a_waiting_job_is_held_instead(studio: Any) -> None:
    job = studio.submit()
    with pytest.raises(IllegalTransition) as caught:
        ask(studio, job, control.pause)
    assert caught.value.current == "queued"
    assert "Hold it" in str(caught.value)
    claim_and_start(studio, job)
    assert ask(studio, job, control.pause).status == "pausing"
    assert ask(studio, job, control.pause).status == "pausing"


def test_a_stop_overrules_a_pause(studio: Any) -> None:
    job = studio.submit()
    number = claim_and_start(studio, job)
    ask(studio, job, control.pause)
    assert studio.stop(job).status == "stopping"
    # The run had seen the pause already: it says so, yet the job is stopped.
    assert studio.finish(job, number, "paused").status == "stopped"


def test_a_pausing_job_that_is_lost_is_paused(studio: Any) -> None:
    job = studio.submit()
    number = claim_and_start(studio, job)
    ask(studio, job, control.pause)
    studio.requeue(job, number, "The machine was restarted.")
    after = studio.job(job)
    assert (after.status, after.reason) == ("paused", "The machine was restarted.")


def test_a_paused_job_can_be_stopped(studio: Any) -> None:
    job = studio.stop(paused(studio))
    assert job.status == "stopped"
    assert "Its checkpoint at step 5 is kept." in (job.reason or "")


def test_force_overtakes_a_gentle_stop(studio: Any) -> None:
    job = studio.submit()
    claim_and_start(studio, job)
    assert studio.stop(job).force is False
    forced = studio.stop(job, force=True)
    assert (forced.status, forced.force) == ("stopping", True)


def test_a_resume_may_change_devices_but_not_the_data(studio: Any) -> None:
    studio.node(gpus=4)
    job = paused(studio)
    with pytest.raises(SpecError) as caught:
        ask(studio, job, control.resume, changes=Changes(recipe={"seq_len": 64}))
    assert caught.value.field == "changes.recipe.seq_len"
    with pytest.raises(SpecError) as caught:
        ask(studio, job, control.resume, changes=Changes(gpus=5))
    assert caught.value.field == "changes.gpus"
    job = ask(studio, job, control.resume, changes=Changes(gpus=4, recipe={"micro_batch": 2}))
    assert (job.gpus, job.processes) == (4, 1)
    assert [(a["attempt"], a["field"], a["new"], a["why"]) for a in job.adjustments] == [
        (2, "recipe.micro_batch", 2, "asked"),
        (2, "gpus", 4, "asked"),
    ]
    assert adjustments.recipe(job).micro_batch == 2
    with studio.database.session() as session:
        config = jobs.train_config(session, studio.settings, jobs.get(session, job.id))
    assert (config.recipe.micro_batch, config.resume) == (2, True)


@pytest.mark.parametrize("action", [control.resume, control.retry])
def test_only_what_is_at_rest_can_go_on(studio: Any, action: Any) -> None:
    job = studio.submit()
    claim_and_start(studio, job)
    with pytest.raises(IllegalTransition) as caught:
        ask(studio, job, action)
    assert caught.value.current == "running"


def test_a_retry_goes_on_from_the_newest_checkpoint(studio: Any) -> None:
    job = studio.submit()
    number = claim_and_start(studio, job)
    studio.ingest(job, number, studio.checkpoint(5))
    assert fail(studio, job, jobs.Failure("bad_data", "Row 7.")).status == "failed"
    job = ask(studio, job, control.retry)
    assert (job.status, job.resume, job.cause, job.restarts) == ("queued", True, None, 0)


def test_a_retry_anew_leaves_nothing_to_go_on_from(studio: Any) -> None:
    job = studio.trained()
    assert studio.job(job).status == "done"
    with pytest.raises(Conflict, match="nothing is left to do"):
        ask(studio, job, control.retry)
    job = ask(studio, job, control.retry, from_checkpoint=False)
    assert (job.status, job.resume) == ("queued", False)
    with studio.database.session() as session:
        assert [row.removed_at is None for row in session.query(Checkpoint)] == [False]
    # Lost before its first step, it still begins anew: the old checkpoints may lie there.
    number = studio.claimed().attempt.number
    studio.requeue(job, number)
    assert studio.job(job).resume is False
    number = claim_and_start(studio, job)
    studio.requeue(job, number)
    assert studio.job(job).resume is True


def test_a_retry_anew_spares_what_others_start_from(studio: Any) -> None:
    parent = studio.trained()
    child = studio.submit(parent=parent.id)
    with pytest.raises(Conflict, match=child.id):
        ask(studio, parent, control.retry, from_checkpoint=False)
    assert studio.job(parent).status == "done"


def test_a_retry_from_a_checkpoint_needs_one(studio: Any) -> None:
    job = studio.submit()
    studio.stop(job)
    with pytest.raises(Conflict, match="no checkpoint"):
        ask(studio, job, control.retry, from_checkpoint=True)
    assert ask(studio, job, control.retry).status == "queued"


def test_a_retry_revives_the_whole_line_behind_it(studio: Any) -> None:
    parent = studio.submit()
    child = studio.submit(parent=parent.id)
    grandchild = studio.submit(parent=child.id, stage="sft")
    studio.stop(parent)
    assert studio.job(grandchild).cause == "parent_failed"
    with pytest.raises(Conflict, match="has ended without a model"):
        ask(studio, child, control.retry)
    ask(studio, parent, control.retry)
    for job in (child, grandchild):
        after = studio.job(job)
        assert (after.status, after.cause) == ("queued", None)
        assert "Waits for" in (after.reason or "")


def test_an_accident_is_restarted_but_not_for_ever(studio: Any) -> None:
    job = studio.submit()
    for restarts in (1, 2):
        claim_and_start(studio, job)
        after = fail(studio, job, ACCIDENT)
        assert (after.status, after.restarts, after.resume) == ("queued", restarts, True)
        assert "continues from its last checkpoint" in (after.reason or "")
        row = last_attempt(studio, job)
        assert (row.outcome, row.cause, row.reason) == (
            "failed",
            "killed_by_signal",
            ACCIDENT.message,
        )
    claim_and_start(studio, job)
    after = fail(studio, job, ACCIDENT)
    assert (after.status, after.cause) == ("failed", "killed_by_signal")
    assert "3 times in a row" in (after.reason or "")
    # A person's word counts for more: it starts counting anew.
    ask(studio, job, control.retry)
    claim_and_start(studio, job)
    assert fail(studio, job, ACCIDENT).status == "queued"


def test_progress_between_accidents_starts_the_count_again(studio: Any) -> None:
    job = studio.submit()
    for attempt in range(1, 6):
        number = claim_and_start(studio, job)
        studio.ingest(job, number, studio.checkpoint(attempt))
        assert fail(studio, job, ACCIDENT, max_restarts=1).status == "queued"


def test_an_accident_of_a_stopping_job_stops_it(studio: Any) -> None:
    job = studio.submit()
    claim_and_start(studio, job)
    studio.stop(job)
    assert fail(studio, job, ACCIDENT, max_restarts=0).status == "stopped"


def test_want_of_memory_halves_the_rows_at_once_down_to_a_bound(studio: Any) -> None:
    job = studio.submit(recipe={"micro_batch": 8, "global_batch": 32})
    for rows in (4, 2, 1):
        claim_and_start(studio, job)
        after = fail(studio, job, NO_MEMORY, max_restarts=0)
        assert after.status == "queued"
        assert f"{rows * 2} rows at once; the run continues with {rows}" in (after.reason or "")
        assert adjustments.recipe(after).micro_batch == rows
        assert adjustments.recipe(after).global_batch == 32
        assert after.adjustments[-1]["why"] == "out_of_memory"
    claim_and_start(studio, job)
    after = fail(studio, job, NO_MEMORY)
    assert (after.status, after.cause) == ("failed", "out_of_gpu_memory")


def test_a_failure_carries_what_would_mend_it(studio: Any) -> None:
    job = studio.submit()
    claim_and_start(studio, job)
    fix = {"label": "Halve it", "changes": {"recipe": {"learning_rate": 1e-4}}, "action": "retry"}
    assert fail(studio, job, jobs.Failure("diverged", "NaN.", fix)).fix == fix
    assert ask(studio, job, control.retry).fix is None


def test_a_deleted_job_is_not_found(studio: Any) -> None:
    job = studio.submit()
    with studio.database.transaction() as session:
        jobs.get(session, job.id).deleted_at = job.created_at
    with studio.database.session() as session:
        assert jobs.list_jobs(session) == []
        with pytest.raises(NotFound):
            jobs.get(session, job.id)


def test_pages_of_jobs_follow_one_another(studio: Any) -> None:
    submitted = [studio.submit().id for _ in range(5)][::-1]
    with studio.database.session() as session:
        first = jobs.list_jobs(session, limit=2)
        second = jobs.list_jobs(session, limit=2, before=first[-1].id)
        third = jobs.list_jobs(session, before=second[-1].id)
        assert jobs.list_jobs(session, kind="probe") == []
    assert [job.id for job in (*first, *second, *third)] == submitted
