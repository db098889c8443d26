"""What becomes of jobs: how they end, what their children get, what the trainer is told."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core import checkpoints, jobs
from backend.core.errors import IllegalTransition, NotFound
from backend.core.models import Attempt
from minimind.spec import TrainConfig


def attempt_rows(studio: Any, job: Any) -> list[Attempt]:
    with studio.database.session() as session:
        return jobs.attempts(session, job.id)


@pytest.mark.parametrize("missing", ["job-nosuchjob000", "", "\x00", "x" * 5000, "job-\ud800"])
def test_an_unknown_job_is_not_found(studio: Any, missing: str) -> None:
    with studio.database.session() as session, pytest.raises(NotFound):
        jobs.get(session, missing)


def test_jobs_are_listed_newest_first(studio: Any) -> None:
    submitted = [studio.submit() for _ in range(3)]
    studio.stop(submitted[0])
    with studio.database.session() as session:
        assert [job.id for job in jobs.list_jobs(session)] == [j.id for j in submitted[::-1]]
        assert [job.id for job in jobs.list_jobs(session, limit=1)] == [submitted[2].id]
        assert [job.id for job in jobs.list_jobs(session, ["stopped"])] == [submitted[0].id]


@pytest.mark.parametrize(
    ("event", "status", "cause", "reason"),
    [
        ({"reason": "done"}, "done", None, None),
        ({"reason": "stopped"}, "stopped", None, "Stopped at step 10."),
        ({"reason": "stopped", "message": "Saved."}, "stopped", None, "Saved."),
        (
            {"reason": "failed", "cause": "diverged", "message": "The loss is NaN at step 10."},
            "failed",
            "diverged",
            "The loss is NaN at step 10.",
        ),
        ({"reason": "failed"}, "failed", "error", None),
    ],
)
def test_the_trainers_last_word_decides(
    studio: Any, event: dict[str, Any], status: str, cause: str | None, reason: str | None
) -> None:
    job = studio.submit()
    number = studio.claimed().attempt.number
    studio.finish(job, number, studio.finished(**event))
    ended = studio.job(job)
    assert (ended.status, ended.cause, ended.reason) == (status, cause, reason)
    row = attempt_rows(studio, job)[0]
    assert (row.outcome, row.cause) == (status, cause)
    assert row.ended_at is not None
    assert studio.leases() == []


def test_an_end_that_the_trainer_could_not_tell(studio: Any) -> None:
    job = studio.submit()
    number = studio.claimed().attempt.number
    studio.finish(job, number, jobs.Failure("killed", "Rank 1 was killed (signal 9)."))
    ended = studio.job(job)
    assert (ended.status, ended.cause) == ("failed", "killed")
    assert ended.reason == "Rank 1 was killed (signal 9)."


def test_a_paused_or_lost_job_goes_back_and_resumes(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    studio.ingest(job, 1, studio.started())
    studio.finish(job, 1, "paused")
    waiting = studio.job(job)
    assert (waiting.status, waiting.resume, waiting.node) == ("queued", True, None)
    assert waiting.reason
    assert studio.claimed().attempt.number == 2
    studio.requeue(job, 2, "Node box-a was lost.")
    assert studio.job(job).reason == "Node box-a was lost."
    assert studio.claimed().attempt.number == 3
    assert [row.outcome for row in attempt_rows(studio, job)] == ["paused", "lost", None]


def test_a_lost_job_that_was_asked_to_stop_is_stopped(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    assert studio.stop(job).status == "stopping"
    studio.requeue(job, 1, "Node box-a was lost.")
    assert studio.job(job).status == "stopped"
    assert studio.claim() is None


def test_stopping_twice_is_once_and_too_late_is_refused(studio: Any) -> None:
    job = studio.submit()
    studio.claimed()
    assert studio.stop(job).status == studio.stop(job).status == "stopping"
    studio.finish(job, 1, "stopped")
    with pytest.raises(IllegalTransition) as caught:
        studio.stop(job)
    assert caught.value.current == "stopped"


def test_stopping_a_waiting_job_ends_it_at_once(studio: Any) -> None:
    job = studio.submit()
    stopped = studio.stop(job)
    assert (stopped.status, stopped.reason) == ("stopped", "Stopped before it started.")
    assert stopped.finished_at is not None


@pytest.mark.parametrize("how", ["failed", "stopped", "stopped early", "done without checkpoint"])
def test_the_end_of_a_parent_ends_all_that_wait_for_it(studio: Any, how: str) -> None:
    parent = studio.submit(name="roots")
    child = studio.submit(parent=parent.id, name="stem")
    grandchild = studio.submit(parent=child.id)
    if how == "stopped early":
        studio.stop(parent)
    else:
        studio.claimed()
        studio.finish(parent, 1, how.split(maxsplit=1)[0])
    for job, above in ((child, parent), (grandchild, child)):
        ended = studio.job(job)
        assert (ended.status, ended.cause) == ("failed", "parent_failed")
        assert f"'{above.name}' ({above.id})" in ended.reason
    assert studio.claim() is None


def test_the_final_checkpoint_goes_to_every_child(studio: Any) -> None:
    parent = studio.submit()
    children = [studio.submit(parent=parent.id) for _ in range(2)]
    studio.claimed()
    events = (studio.checkpoint(5), studio.checkpoint(10, final=True))
    studio.ingest(parent, 1, studio.started(), *events)
    studio.finish(parent, 1, "done")
    with studio.database.session() as session:
        final = checkpoints.choose_final(session, jobs.get(session, parent.id))
    assert final is not None and final.step == 10
    assert {studio.job(child).parent_checkpoint_id for child in children} == {final.id}


def test_the_trainers_config_is_complete(studio: Any) -> None:
    parent = studio.trained()
    job = studio.submit(parent=parent.id, recipe={"epochs": 2})
    studio.claimed()
    with studio.database.session() as session:
        config = jobs.train_config(session, studio.settings, jobs.get(session, job.id))
    assert TrainConfig.model_validate_json(config.model_dump_json()) == config
    assert (config.job_id, config.attempt, config.size) == (job.id, 1, "nano")
    assert (config.recipe.stage, config.recipe.epochs) == ("sft", 2)
    assert config.dataset.path.is_file()
    assert config.dataset.kind == "conversations"
    assert config.run_dir == studio.settings.data_dir / "runs" / job.id
    runs = studio.settings.data_dir / "runs"
    assert config.parent == runs / parent.id / "checkpoints" / "step-10"
    assert (config.device, config.resume) == ("cpu", False), "there is nothing to go on from yet"


def test_a_job_with_gpus_is_told_to_use_them(studio: Any) -> None:
    studio.node(gpus=1)
    job = studio.submit(gpus=1)
    studio.claimed()
    with studio.database.session() as session:
        stored = jobs.get(session, job.id)
        assert jobs.train_config(session, studio.settings, stored).device == "cuda"
