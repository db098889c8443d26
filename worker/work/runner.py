"""Looks after one try of a task, from its start to its end in the database."""

from __future__ import annotations

import errno
import logging
import shutil
import time
from types import FrameType
from typing import Any

from backend.core.errors import StaleAttempt, StudioError
from backend.core.settings import Settings
from minimind.spec import SpecError
from worker import processes
from worker.inventory import cpu_count
from worker.log_rotation import rotate
from worker.options import WorkerOptions
from worker.record import Patience
from worker.supervisor.isolation import Isolation
from worker.supervisor.persistence import GaveUp, Persistence, over
from worker.trainer import Trainer
from worker.work.command import work_command
from worker.work.endings import (
    Cancelled,
    Done,
    Ending,
    Failed,
    Lost,
    disk_full,
    judge,
    told,
    unexpected,
)
from worker.work.folder import TaskFolder
from worker.work.record import TaskLog, TaskRecord

_TELL_S = 0.5  # between two stored looks at how far it is
_LOOK_S = 1.0  # between two looks at what somebody asked
_DISK_S = 2.0
_STUBBORN_S = 2.0
_LOG_BYTES = 8 * 2**20
_SHUT_DOWN = "The studio was shut down"


class Runner:
    """The only one on its machine that writes a task's row while it is under way."""

    def __init__(self, settings: Settings, options: WorkerOptions, record: TaskRecord) -> None:
        self._settings = settings
        self._options = options
        self._record = record
        self._folder = TaskFolder(settings.task_dir(record.task_id))
        self._marker = processes.marker_value(record.task_id, record.number)
        self._log = TaskLog(logging.getLogger(__name__), record.task_id, record.number)
        self._patience = Patience(self._log)
        self._persist = Persistence(
            self._patience,
            options.poll_s,
            lambda: over(self._shutdown_at, options.shutdown_s - 1),
        )
        self._isolation = Isolation(options.node_lost_s)
        self._shutdown_at: float | None = None
        self._cancel = False
        self._progress: dict[str, Any] | None = None
        self._told_at = self._looked_at = self._disk_at = float("-inf")
        self._renewed_at = time.monotonic()

    def request_shutdown(self, _number: int, _frame: FrameType | None) -> None:
        """Signal handler: the box shuts down."""
        if self._shutdown_at is None:
            self._shutdown_at = time.monotonic()

    def run(self) -> None:
        """Works to the end. Returns early when a later try took over."""
        try:
            kind = self._persist(lambda: self._record.register(processes.identify()))
            self._conclude(self._work(kind))
        except StaleAttempt as error:
            self._log.warning("leaves: %s", error)
        except GaveUp:
            self._log.warning("leaves without the database; the next start sees to the task")

    def _work(self, kind: str) -> Ending:
        if (result := self._folder.result()) is not None:
            return Done(result)  # an earlier try was cut off between the work and its registration
        try:
            request = self._persist(self._record.request)
            self._folder.prepare(request)
            command = work_command(
                self._folder.path, kind=kind, marker=self._marker, cores=cpu_count(),
                module=self._options.work_module,
            )  # fmt: skip
            if self._shutdown_at is not None:
                return Lost(_SHUT_DOWN, counts=False)
            child = Trainer(command, self._folder.log, self._marker)
        except (StaleAttempt, GaveUp):
            raise
        except Exception as error:  # the task must end, and say why
            return Failed(self._refusal(error, "The work could not be started"))
        self._log.info("started process %d", child.pid)
        try:
            ending = self._until_end(child)
        finally:
            self._end_processes(child)
        return ending or judge(self._folder, child.exit_code, child.memory_kills)

    def _until_end(self, child: Trainer) -> Ending | None:
        """Returns when the work has left (None) or must go, and then what becomes of the task."""
        asked: Ending | None = None
        asked_at: float | None = None
        while True:
            child.reap()
            if child.exit_code is not None:
                return asked if self._folder.result() is None else None
            self._patience.attempt(self._sync)
            if asked is None and (asked := self._reason_to_end()) is not None:
                asked_at = time.monotonic()
                self._log.info("asks the work to stop: %s", asked)
                self._ask_to_stop()
            in_hurry = over(self._shutdown_at, self._options.shutdown_stop_s)
            if asked is not None and (in_hurry or over(asked_at, self._options.task_stop_s)):
                return asked
            rotate(self._folder.log, _LOG_BYTES, _LOG_BYTES // 8)
            time.sleep(self._options.poll_s)

    def _sync(self) -> None:
        """One transaction at most: how far it is, or that it lives, or what somebody asked."""
        moment = time.monotonic()
        progress = self._folder.progress()
        news = progress is not None and progress != self._progress
        if news and moment - self._told_at >= _TELL_S:
            situation = self._record.tell(progress)
            self._progress, self._told_at = progress, moment
        elif moment - self._renewed_at >= self._options.heartbeat_s:
            situation = self._record.tell(None)
        elif moment - self._looked_at >= _LOOK_S:
            situation = self._record.look()
            self._heard(moment, cancel=situation.cancel, others=situation.others)
            return
        else:
            return
        self._renewed_at = moment
        self._heard(moment, cancel=situation.cancel, others=situation.others)

    def _heard(self, moment: float, *, cancel: bool, others: bool) -> None:
        self._looked_at = moment
        self._cancel = cancel
        self._isolation.heard(others=others, at=moment)

    def _reason_to_end(self) -> Ending | None:
        if self._cancel:
            return Cancelled()
        if self._shutdown_at is not None:
            return Lost(_SHUT_DOWN, counts=False)
        if self._isolation.should_stop:
            return Lost("The machine could not reach the database", counts=False)
        if time.monotonic() - self._disk_at >= _DISK_S:
            self._disk_at = time.monotonic()
            free = shutil.disk_usage(self._settings.data_dir).free
            if free < self._settings.min_free_bytes:
                floor = self._settings.min_free_bytes // 2**20
                return Failed(
                    disk_full(
                        f"Only {free // 2**20} MiB are free on the disk that holds the data; "
                        f"{floor} MiB must stay free."
                    )
                )
        return None

    def _ask_to_stop(self) -> None:
        try:
            self._folder.ask_to_stop()
        except OSError:  # a full disk; the grace time ends the work then
            self._log.exception("the wish could not be written")

    def _end_processes(self, child: Trainer) -> None:
        """Nothing of the work outlives this."""
        while True:
            hurry = self._shutdown_at is not None
            left = child.end(
                term_s=0.3 if hurry else self._options.term_s,
                kill_s=1.0 if hurry else self._options.kill_s,
            )
            if not left or hurry:
                return
            self._log.error("processes %s cannot be ended", [process.pid for process in left])
            self._patience.attempt(lambda: self._record.tell(None))
            time.sleep(_STUBBORN_S)

    def _conclude(self, ending: Ending) -> None:
        if isinstance(ending, Done):
            ending = self._store(ending)
        match ending:
            case Done():
                self._folder.remove()
            case Failed(error):
                self._persist(lambda: self._record.fail(error))
            case Cancelled():
                self._persist(self._record.cancelled)
                self._folder.remove()
            case Lost(what, counts):
                self._persist(lambda: self._record.give_back(what, counts=counts))
        self._log.info("ended: %s", "done" if isinstance(ending, Done) else ending)

    def _store(self, ending: Done) -> Ending:
        try:
            self._folder.sync()
            self._persist(lambda: self._record.finish(self._folder, ending.result))
        except (StaleAttempt, GaveUp):
            raise
        except Exception as error:  # the task must end, and say why
            return Failed(self._refusal(error, "The result could not be stored"))
        return ending

    def _refusal(self, error: Exception, what: str) -> dict[str, Any]:
        if isinstance(error, SpecError | StudioError):
            return told(error)
        self._log.exception("%s", what)
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return disk_full()
        return unexpected(error, what)
