"""A task in the database, as the process that looks after it reads and writes it; all fenced."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from backend.core import hints, task_queue, task_states, tasks
from backend.core.db import Database
from backend.core.errors import StaleAttempt
from backend.core.ids import now
from backend.core.models import Node, Task
from backend.core.settings import Settings
from worker.logs import AttemptLog
from worker.processes import Identity
from worker.work.finishers import Outcome, finisher_of
from worker.work.folder import TaskFolder
from worker.work.requests import resolve

_HINT_PAUSE_S = 10.0


class TaskLog(AttemptLog):
    """Puts ``task=... try=...`` before each message."""

    def __init__(self, logger: logging.Logger, task_id: str, number: int) -> None:
        super().__init__(logger, task_id, number)
        self._prefix = f"task={task_id} try={number}"


@dataclass(frozen=True)
class Situation:
    """Whether somebody asked the task to end, and whether other nodes may take it over."""

    cancel: bool
    others: bool


class TaskRecord:
    """Reads and writes one task's row. Raises StaleAttempt once a later try took over."""

    def __init__(self, database: Database, settings: Settings, task_id: str, number: int) -> None:
        self._database = database
        self._settings = settings
        self.task_id = task_id
        self.number = number
        self._hint_at = 0.0

    def register(self, identity: Identity) -> str:
        """Makes this process the one that looks after the task. Returns the task's kind."""
        with self._database.transaction() as session:
            task = self._fenced(session)
            mine = (identity.pid, identity.started, identity.boot_id)
            if task.pid is not None and (task.pid, task.pid_started, task.boot_id) != mine:
                raise StaleAttempt(f"Try {self.number} of {self.task_id} is looked after already.")
            task.pid, task.pid_started, task.boot_id = mine
            task.lease_until = task_queue.lease_end(now())
            kind = task.kind
        self._hint()
        return kind

    def request(self) -> dict[str, Any]:
        """What the work is to be told: ids are paths now. Raises SpecError, StudioError."""
        with self._database.session() as session:
            task = tasks.get(session, self.task_id)
            task_states.fence(task, self.number)
            return resolve(session, self._settings, task)

    def tell(self, progress: dict[str, Any] | None) -> Situation:
        """Stores how far it is (None: nothing new) and renews the lease."""
        with self._database.transaction() as session:
            task = self._fenced(session)
            task.lease_until = task_queue.lease_end(now())
            if progress is not None:
                task.progress = progress
            situation = _situation(session, task, self._settings)
        if progress is not None:
            self._hint()
        return situation

    def look(self) -> Situation:
        """What somebody asked, if anything."""
        with self._database.session() as session:
            task = tasks.get(session, self.task_id)
            task_states.fence(task, self.number)
            return _situation(session, task, self._settings)

    def finish(self, folder: TaskFolder, result: dict[str, Any]) -> None:
        """Registers what was made and ends the task, in one transaction. Raises as finishers do."""
        with self._database.transaction() as session:
            task = self._fenced(session)
            outcome = Outcome(session, self._settings, task, folder, result)
            stored = finisher_of(task.kind)(outcome)
            made = stored.get("dataset_id")
            values = {"result": stored, "dataset_id": made or task.dataset_id}
            task_states.transition(
                session, task, task_states.DONE, number=self.number, values=values
            )
        self._over()

    def fail(self, error: dict[str, Any]) -> None:
        """Ends the task with an error as its row has it."""
        self._end(task_states.FAILED, {"error": error})

    def cancelled(self) -> None:
        """Ends the task as somebody asked."""
        self._end(task_states.CANCELLED, {})

    def give_back(self, what: str, *, counts: bool = True) -> None:
        """As ``backend.core.task_queue.give_back``."""
        with self._database.transaction() as session:
            task_queue.give_back(session, self._fenced(session), self.number, what, counts=counts)
        self._over()

    def _end(self, to: task_states.TaskState, values: dict[str, Any]) -> None:
        with self._database.transaction() as session:
            task = self._fenced(session)
            task_states.transition(session, task, to, number=self.number, values=values)
        self._over()

    def _fenced(self, session: Session) -> Task:
        task = tasks.get(session, self.task_id)
        task_states.lock(session, task)
        task_states.fence(task, self.number)
        return task

    def _hint(self) -> None:
        """Best effort; a Redis that is away must not slow the work."""
        if time.monotonic() >= self._hint_at and not hints.publish(self._settings):
            self._hint_at = time.monotonic() + _HINT_PAUSE_S

    def _over(self) -> None:
        """Tells pages, and wakes a worker for what waits."""
        self._hint()
        if time.monotonic() < self._hint_at:
            return  # Redis is away
        # Here, for a task should not wait for it to be loaded.
        from backend.core.waking import celery_producer, wake_for_tasks

        try:
            with celery_producer(self._settings) as celery:
                wake_for_tasks(celery)
        except Exception as error:  # whatever a broker that is away raises: the timer looks soon
            logging.getLogger(__name__).debug("no wake-up was sent: %s", error)


def _situation(session: Session, task: Task, settings: Settings) -> Situation:
    others = exists().where(Node.name != settings.node_name)
    return Situation(task.cancel, bool(session.scalar(select(others))))
