"""A node's rounds: files of what was deleted or kept for long enough go, all others stay."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from backend.core import checkpoints, deletion, jobs, preferences
from backend.core.ids import now
from backend.core.models import Checkpoint, Job
from minimind.spec import RunDir
from tests.backend.core.conftest import Studio
from worker.housekeeping import Housekeeping


def with_files(studio: Studio, job: Job) -> RunDir:
    """The directory of a job as its run leaves it."""
    run_dir = RunDir(studio.settings.run_dir(job.id))
    with studio.database.session() as session:
        for row in session.query(Checkpoint).filter_by(job_id=job.id):
            (run_dir.checkpoints / row.name).mkdir(parents=True)
            (run_dir.checkpoints / row.name / "model.safetensors").write_bytes(b"weights")
    run_dir.log(1).write_text("words\n")
    return run_dir


def trained(studio: Studio, *steps: int) -> Job:
    """A job that is done, with a checkpoint at each step, the last one final and the best."""
    job = studio.submit()
    number = studio.claimed().attempt.number
    saved = [
        studio.checkpoint(step, final=step == steps[-1], validation_loss=100.0 - step)
        for step in steps
    ]
    studio.ingest(job, number, studio.started(), *saved)
    return studio.finish(job, number, "done")


def names(run_dir: RunDir) -> list[str]:
    return sorted(path.name for path in run_dir.checkpoints.iterdir())


def test_a_deleted_jobs_files_and_rows_go_and_others_stay(studio: Studio) -> None:
    job, other = trained(studio, 5, 10), trained(studio, 5, 10)
    gone, stays = with_files(studio, job), with_files(studio, other)
    with studio.database.transaction() as session:
        stored = jobs.get(session, job.id)
        deletion.delete_job(session, stored)
        stored.deleted_at = now() - deletion.TOLD_FOR
    elsewhere = studio.settings.model_copy(update={"node_name": "box-b"})
    Housekeeping(elsewhere, studio.database).run()
    assert gone.path.exists()  # not that node's files, nor has it the last word on the rows
    Housekeeping(studio.settings, studio.database).run()
    assert not gone.path.exists()
    assert names(stays) == ["step-10", "step-5"]
    with studio.database.session() as session:
        assert session.get(Job, job.id) is None
        assert session.get(Job, other.id) is not None


def test_retention_removes_files_of_old_jobs_only(studio: Studio) -> None:
    old, young = trained(studio, 2, 5, 10), trained(studio, 2, 5, 10)
    old_dir, young_dir = with_files(studio, old), with_files(studio, young)
    (old_dir.path / "discarded-2" / "step-1").mkdir(parents=True)
    month = 40 * 24 * 3600
    written = time.time() - month
    os.utime(old_dir.log(1), (written, written))
    with studio.database.transaction() as session:
        session.get_one(Job, old.id).finished_at = now() - timedelta(seconds=month)
        preferences.write(session, {"keep_checkpoints_days": 30, "keep_logs_days": 30})
    Housekeeping(studio.settings, studio.database).run()
    assert names(old_dir) == ["step-10"]
    assert sorted(path.name for path in old_dir.path.iterdir()) == ["checkpoints"]
    assert names(young_dir) == ["step-10", "step-2", "step-5"]
    assert young_dir.log(1).exists()


def test_nothing_of_a_running_job_is_touched(studio: Studio) -> None:
    job = studio.submit()
    number = studio.claimed().attempt.number
    studio.ingest(job, number, studio.started(), studio.checkpoint(4), studio.checkpoint(8))
    run_dir = with_files(studio, job)
    (run_dir.path / "discarded-1").mkdir()
    with studio.database.transaction() as session:
        checkpoints.list_checkpoints(session, job.id)[-1].removed_at = now()
    Housekeeping(studio.settings, studio.database).run()
    assert names(run_dir) == ["step-4", "step-8"]
    assert (run_dir.path / "discarded-1").exists()


def test_a_round_that_was_cut_off_is_finished_by_the_next(studio: Studio) -> None:
    job = trained(studio, 5, 10)
    run_dir = with_files(studio, job)
    (run_dir.path / ".removed-1-step-1" / "half").mkdir(parents=True)
    Housekeeping(studio.settings, studio.database).run()
    assert sorted(path.name for path in run_dir.path.iterdir()) == ["checkpoints", "log-1.txt"]


def test_what_belongs_to_no_job_is_reported_and_kept(
    studio: Studio,
    caplog: pytest.LogCaptureFixture,
) -> None:
    orphan: Path = studio.settings.run_dir("job-unknown")
    orphan.mkdir()
    changed = time.time() - 2 * 24 * 3600
    os.utime(orphan, (changed, changed))
    full = studio.settings.model_copy(update={"min_free_bytes": 2**62})
    Housekeeping(full, studio.database).run()
    assert orphan.exists()
    assert f"{orphan} belongs to no job" in caplog.text
    assert "no job starts here" in caplog.text


def test_a_round_runs_beside_the_tick(studio: Studio) -> None:
    run_dir = with_files(studio, trained(studio, 10))
    (run_dir.path / ".removed-1").mkdir()
    keeping = Housekeeping(studio.settings, studio.database, first_s=0)
    keeping.run_due()
    keeping.run_due()
    assert keeping.wait(20)
    assert not (run_dir.path / ".removed-1").exists()
