"""Tasks of this node whose process is gone: what is left of them is ended, then they go on."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

import psutil
from sqlalchemy import select

from backend.core import task_queue, task_states, tasks
from backend.core.db import Database
from backend.core.errors import StaleAttempt
from backend.core.ids import now
from backend.core.models import Task
from backend.core.settings import Settings
from worker import processes
from worker.options import WorkerOptions
from worker.processes import Identity
from worker.work.record import TaskLog

logger = logging.getLogger(__name__)

SHUT_DOWN = "The studio was shut down"


@dataclass(frozen=True)
class LostTask:
    """One try that nobody looks after: ``what`` happened, a clause without its full stop."""

    task_id: str
    number: int
    what: str
    counts: bool = True


def unattended(
    database: Database, settings: Settings, options: WorkerOptions, *, shutting_down: bool = False
) -> list[LostTask]:
    """Tasks that run on this node by the table, but not in truth.

    Args:
        shutting_down: their processes were ended on purpose: none is on the way.
    """
    query = select(Task).where(Task.node == settings.node_name, Task.state == task_states.RUNNING)
    grace_s = 0 if shutting_down else options.register_grace_s
    with database.session() as session:
        return [
            LostTask(task.id, task.tries, SHUT_DOWN, counts=False)
            if shutting_down
            else LostTask(task.id, task.tries, _what_happened(task))
            for task in session.scalars(query)
            if not _is_looked_after(task, grace_s)
        ]


def put_right(lost: LostTask, database: Database, options: WorkerOptions) -> None:
    """Ends what is left of the try, then gives the task back to the queue.

    While the system cannot end a process of it, the task waits: two must never work in one folder.
    """
    log = TaskLog(logger, lost.task_id, lost.number)
    log.warning("%s", lost.what)
    marker = processes.marker_value(lost.task_id, lost.number)
    left = processes.end_all(lambda: processes.marked(marker), term_s=0, kill_s=options.kill_s)
    if left:
        log.error("processes %s cannot be ended; the task waits", [p.pid for p in left])
        return
    try:
        with database.transaction() as session:
            task = tasks.get(session, lost.task_id)
            task_queue.give_back(session, task, lost.number, lost.what, counts=lost.counts)
    except StaleAttempt as error:
        log.info("has ended meanwhile: %s", error)


def _what_happened(task: Task) -> str:
    if task.boot_id not in (None, processes.boot_id()):
        return "The machine was restarted"
    return "The task's process was lost"


def _is_looked_after(task: Task, grace_s: float) -> bool:
    if task.pid is None or task.pid_started is None or task.boot_id is None:
        return _is_on_the_way(task, grace_s)
    return processes.is_alive(Identity(task.pid, task.pid_started, task.boot_id))


def _is_on_the_way(task: Task, grace_s: float) -> bool:
    """Whether it was claimed a moment ago, so that its process still may register.

    The clock may have been set meanwhile, either way: then a young process of it tells.
    """
    if task.lease_until is not None:
        claimed_at = task.lease_until - timedelta(seconds=task_queue.LEASE_SECONDS)
        if 0 <= (now() - claimed_at).total_seconds() < grace_s:
            return True
    for process in processes.marked(processes.marker_value(task.id, task.tries)):
        try:
            if processes.age(process) < grace_s:
                return True
        except psutil.NoSuchProcess:
            continue
    return False
