"""After tasks: folders that nobody needs go, old rows too, and missing checks are queued."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from backend.core import task_states, tasks
from backend.core.ids import now
from backend.core.models import Dataset, Task
from tests.backend.core.conftest import Studio
from worker.work import sweeping


def add_task(studio: Studio, state: str, ended: timedelta | None = None) -> tuple[str, Path]:
    with studio.database.transaction() as session:
        task = tasks.create(session, "import", "Import rows", {"inbox": "rows"})
        task.state = state
        task.finished_at = now() - ended if ended is not None else None
    folder = studio.settings.task_dir(task.id)
    (folder / "state").mkdir(parents=True)
    os.utime(folder, (0, 0))
    return task.id, folder


@pytest.mark.parametrize(
    ("state", "ended", "stays"),
    [
        ("queued", None, True),
        ("running", None, True),
        ("done", timedelta(0), False),
        ("cancelled", timedelta(0), False),
        ("failed", timedelta(hours=1), True),
        ("failed", timedelta(hours=25), False),
    ],
)
def test_a_folder_stays_while_its_task_may_go_on(
    studio: Studio, state: str, ended: timedelta | None, stays: bool
) -> None:
    _, folder = add_task(studio, state, ended)
    sweeping.sweep(studio.database, studio.settings)
    assert folder.exists() == stays
    assert list(studio.settings.tasks_dir.iterdir()) == [folder] * stays


def test_a_folder_without_a_row_goes_once_it_is_old(studio: Studio) -> None:
    old, new = (studio.settings.task_dir(name) for name in ("task-old", "task-new"))
    old.mkdir()
    new.mkdir()
    os.utime(old, (0, 0))
    sweeping.sweep(studio.database, studio.settings)
    assert (old.exists(), new.exists()) == (False, True)


def test_rows_of_long_ago_are_forgotten(studio: Studio) -> None:
    old, _ = add_task(studio, "done", timedelta(days=31))
    new, _ = add_task(studio, "done", timedelta(days=29))
    preview, _ = add_task(studio, "done", timedelta(days=2))
    with studio.database.transaction() as session:
        session.get_one(Task, preview).kind = "preview"
    sweeping.sweep(studio.database, studio.settings)
    with studio.database.session() as session:
        assert session.get(Task, old) is None and session.get(Task, preview) is None
        assert session.get(Task, new) is not None


def test_a_dataset_without_a_report_is_checked_once(studio: Studio) -> None:
    dataset = studio.dataset()
    for _ in range(2):
        sweeping.sweep(studio.database, studio.settings)
    with studio.database.session() as session:
        [check] = tasks.list_tasks(session, kind="check")
    assert (check.dataset_id, check.state) == (dataset.id, task_states.QUEUED)
    with studio.database.transaction() as session:
        session.get_one(Task, check.id).state = task_states.FAILED
    sweeping.sweep(studio.database, studio.settings)
    with studio.database.session() as session:
        assert len(tasks.list_tasks(session, kind="check")) == 1, "what failed is left to people"


def test_a_deleted_dataset_is_forgotten_once_no_job_names_it(studio: Studio) -> None:
    dataset = studio.dataset()
    with studio.database.transaction() as session:
        session.get_one(Dataset, dataset.id).deleted_at = now()
    sweeping.sweep(studio.database, studio.settings)
    with studio.database.session() as session:
        assert session.get(Dataset, dataset.id) is None
