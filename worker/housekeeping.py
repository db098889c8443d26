"""Tidies up a node, in a thread of its own: what was deleted, what was kept for long enough.

The database says what has to go; files go first to another name, while the job's row is locked, so
that no run can be about to use them, and are removed afterwards. Every step may be cut off anywhere
and is repeated by the next round, on whichever node.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from backend.core import (
    datasets,
    deletion,
    events,
    preferences,
    receiving,
    retention,
    status,
    tokenizers,
    webhooks,
)
from backend.core.db import Database, advisory_lock
from backend.core.ids import now
from backend.core.models import Checkpoint, Job
from backend.core.settings import Settings
from minimind.spec import RunDir
from worker.work import sweeping

log = logging.getLogger(__name__)

PERIOD_S = 600.0
FIRST_S = 60.0
EVENTS_KEPT = timedelta(days=7)
_BATCHES = 200  # of rows of deleted jobs in one round
_DIRECTORIES = 200  # looked up with one query
_ORPHAN_S = 24 * 3600.0
_REMOVED = ".removed-"
_LEFT_BY_RETRIES = "discarded-*"  # worker.supervisor.launching


class Housekeeping:
    """One of each process that ticks: ``run_due`` at every tick.

    Args:
        period_s: from round to round.
        first_s: until the first round; a start has more urgent things to do.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        period_s: float = PERIOD_S,
        first_s: float = FIRST_S,
    ) -> None:
        self._settings = settings
        self._database = database
        self._period_s = period_s
        self._due = time.monotonic() + first_s
        self._thread: threading.Thread | None = None

    def run_due(self) -> None:
        """Starts a round when it is time and none is under way. Returns at once."""
        if time.monotonic() < self._due or (self._thread and self._thread.is_alive()):
            return
        self._due = time.monotonic() + self._period_s
        self._thread = threading.Thread(target=self.run, name="housekeeping", daemon=True)
        self._thread.start()

    def wait(self, timeout_s: float) -> bool:
        """For a round under way to end; whether it did."""
        if self._thread:
            self._thread.join(timeout_s)
        return self._thread is None or not self._thread.is_alive()

    def run(self) -> None:
        """One round. A step that fails is logged, and costs no other one."""
        steps: tuple[Callable[[], None], ...] = (
            self._check_disk,
            self._retire,
            self._remove_deleted,
            self._walk,
            self._purge_rows,
            self._sweep_uploads,
            self._sweep_tasks,
            self._prune,
        )
        for step in steps:
            try:
                step()
            except Exception:  # whatever it was, the next round may do better
                log.exception("housekeeping: %s failed", step.__name__.strip("_"))

    def _check_disk(self) -> None:
        free = shutil.disk_usage(self._settings.data_dir).free
        if free < self._settings.min_free_bytes:
            log.warning(
                "Only %d MiB are free on the disk of %s, %d MiB should be: no job starts here. "
                "Delete jobs or checkpoints, or keep them for fewer days.",
                free // 2**20,
                self._settings.data_dir,
                self._settings.min_free_bytes // 2**20,
            )

    def _retire(self) -> None:
        while True:
            with self._database.transaction() as session:
                wanted = preferences.read(session)
                retired = retention.retire_checkpoints(session, wanted, now())
            if not retired:
                return
            log.info("kept for long enough: checkpoints %s", ", ".join(retired))

    def _remove_deleted(self) -> None:
        node = self._settings.node_name
        with self._database.session() as session:
            ids = deletion.deleted_here(session, node)
        for job_id in ids:
            path = self._settings.run_dir(job_id)
            if path.exists():
                shutil.rmtree(path)
            with self._database.transaction() as session:
                deletion.files_gone(session, job_id, node)
            log.info("the files of deleted job %s are gone", job_id)

    def _purge_rows(self) -> None:
        for _ in range(_BATCHES):
            with self._database.transaction() as session:
                advisory_lock(session, "housekeeping")
                due = deletion.purge_due(session, limit=1)
                if not due:
                    return
                if deletion.purge(session, due[0]):
                    log.info("deleted job %s is gone", due[0])

    def _sweep_uploads(self) -> None:
        for name in receiving.sweep(self._database, self._settings):
            log.info("removed upload %s, which nobody touched for a day", name)

    def _sweep_tasks(self) -> None:
        sweeping.sweep(self._database, self._settings)

    def _prune(self) -> None:
        with self._database.transaction() as session:
            webhooks.prune(session, now())
        with self._database.session() as session:
            for path in datasets.sweep(session, self._settings):
                log.info("removed what an upload left behind: %s", path)
            for path in tokenizers.sweep(session, self._settings):
                log.info("removed the files of a tokenizer that is not there: %s", path)
        left = 1
        while left:
            with self._database.transaction() as session:
                left = events.prune(session, now() - EVENTS_KEPT)

    def _walk(self) -> None:
        for batch in _batches(self._settings.runs_dir):
            ids = [path.name for path in batch]
            with self._database.session() as session:
                known = set(session.scalars(select(Job.id).where(Job.id.in_(ids))))
                wanted = preferences.read(session)
                expired = retention.logs_expired(session, wanted, ids, now())
                removed = select(Checkpoint.job_id).where(
                    Checkpoint.job_id.in_(ids), Checkpoint.removed_at.is_not(None)
                )
                shrunk = set(session.scalars(removed))
            for path in batch:
                if path.name not in known:
                    _report_orphan(path)
                    continue
                if path.name in expired:
                    _remove_logs(path, (wanted.keep_logs_days or 0) * 24 * 3600.0)
                if path.name in shrunk or any(path.glob(_LEFT_BY_RETRIES)):
                    self._set_aside(path)
                for left in path.glob(f"{_REMOVED}*"):
                    shutil.rmtree(left)

    def _set_aside(self, path: Path) -> None:
        """Renames what may go of a job, which no run can be using: its row is locked."""
        run_dir = RunDir(path)
        with self._database.transaction() as session:
            job = session.get(Job, path.name)
            if job is None:
                return
            status.lock(session, job)
            if job.status in status.ACTIVE:
                return
            gone = select(Checkpoint.name).where(
                Checkpoint.job_id == job.id, Checkpoint.removed_at.is_not(None)
            )
            found = [run_dir.checkpoints / Path(name).name for name in session.scalars(gone)]
            for old in [*found, *path.glob(_LEFT_BY_RETRIES)]:
                if old.is_dir():
                    old.rename(path / f"{_REMOVED}{time.time_ns()}-{old.name}")
                    log.info("removes %s", old)


def _batches(runs_dir: Path) -> Iterator[Sequence[Path]]:
    paths = [path for path in sorted(runs_dir.iterdir()) if path.is_dir()]
    for start in range(0, len(paths), _DIRECTORIES):
        yield paths[start : start + _DIRECTORIES]


def _remove_logs(path: Path, older_than_s: float) -> None:
    for old in path.glob("log-*.txt"):
        # A job that is tried again just now writes a new one.
        if time.time() - old.stat().st_mtime > older_than_s:
            old.unlink()


def _report_orphan(path: Path) -> None:
    """Of another database perhaps: that is for a person to judge."""
    if path.name.startswith("job-") and time.time() - path.stat().st_mtime > _ORPHAN_S:
        log.warning("%s belongs to no job; remove it if nothing else uses it", path)
