"""Tidies up after tasks: folders that nobody needs, rows that are old, checks that are missing."""

from __future__ import annotations

import logging
import shutil
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from backend.core import dataset_tasks, dataset_uses, task_states, tasks
from backend.core.db import Database, advisory_lock
from backend.core.ids import now
from backend.core.models import Task
from backend.core.settings import Settings

log = logging.getLogger(__name__)

FAILED_KEPT = timedelta(hours=24)  # to go on from where it was, if somebody tries it again
ROWS_KEPT = timedelta(days=30)
PREVIEWS_KEPT = timedelta(days=1)  # they are large, and of one moment
_ORPHAN_S = 24 * 3600.0
_CHECKS_AT_ONCE = 20
_REMOVED = ".removed-"


def sweep(database: Database, settings: Settings) -> None:
    """One round; each step may be cut off anywhere and is repeated by the next round."""
    _remove_folders(database, settings)
    with database.transaction() as session:
        advisory_lock(session, "housekeeping")
        tasks.forget(session, now() - ROWS_KEPT)
        tasks.forget(session, now() - PREVIEWS_KEPT, "preview")
        dataset_uses.purge(session)
        if found := dataset_tasks.queue_missing_checks(session, _CHECKS_AT_ONCE):
            log.info("queued the checks of %d datasets that had none", found)


def _remove_folders(database: Database, settings: Settings) -> None:
    if not settings.tasks_dir.is_dir():
        return
    for path in sorted(settings.tasks_dir.iterdir()):
        if path.name.startswith(_REMOVED):
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_dir() and (aside := _set_aside(database, path)) is not None:
            shutil.rmtree(aside, ignore_errors=True)
            log.info("removed the folder of task %s", path.name)


def _set_aside(database: Database, path: Path) -> Path | None:
    """Renames a folder that nobody needs, while nobody can start its task again; else None."""
    with database.transaction() as session:
        task = session.scalar(select(Task).where(Task.id == path.name).with_for_update())
        try:
            # One without a row is somebody's that is just being made, or was left behind.
            needed = _is_new(path) if task is None else not _is_over(task)
            return None if needed else path.rename(path.with_name(_REMOVED + path.name))
        except FileNotFoundError:  # its own process was quicker
            return None


def _is_new(path: Path) -> bool:
    return time.time() - path.stat().st_mtime <= _ORPHAN_S


def _is_over(task: Task) -> bool:
    if task.state == task_states.FAILED and task.finished_at is not None:
        return now() - task.finished_at > FAILED_KEPT
    return task.state in task_states.ENDED
