"""What a node does for tasks at each look: puts right those that were lost, claims, starts."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator

from sqlalchemy import select, update

from backend.core import task_queue, task_states, tasks
from backend.core.db import Database
from backend.core.errors import StaleAttempt
from backend.core.models import Node, Task
from backend.core.settings import Settings
from worker import processes
from worker.lost import Heartbeats, LostAttempts
from worker.node_lock import node_lock
from worker.options import WorkerOptions
from worker.starting import start_detached
from worker.work.lost import LostTask, put_right, unattended
from worker.work.record import TaskLog

logger = logging.getLogger(__name__)

_LOCK_WAIT_S = 10.0
_QUICK_AT_ONCE = 2
_GAPS = 10  # ticks without a look after which it begins to watch others anew


class NodeTasks:
    """Of one process; the node's lock lets only one at a time through."""

    def __init__(self, settings: Settings, options: WorkerOptions, database: Database) -> None:
        self._settings = settings
        self._options = options
        self._database = database
        self._others = LostAttempts(options.node_lost_s, gap_s=_GAPS * options.tick_s)

    def look_after(self, *, wait: bool) -> int:
        """One look; returns how many tasks it started. Raises what the database raises.

        Args:
            wait: for a look that is under way to end; else this one is left out then.
        """
        with node_lock(self._settings, _LOCK_WAIT_S if wait else 0, "tasks") as held:
            if not held:
                return 0
            for lost in unattended(self._database, self._settings, self._options):
                put_right(lost, self._database, self._options)
            self._take_over()
            return self._start_what_fits()

    def _take_over(self) -> None:
        """Gives back the tasks of nodes that are gone."""
        query = select(Task, Node.heartbeat_at).join(Node, Node.name == Task.node)
        query = query.where(
            Task.state == task_states.RUNNING, Task.node != self._settings.node_name
        )
        with self._database.session() as session:
            beats = {
                (task.id, task.tries): (
                    Heartbeats(heartbeat, task.lease_until or heartbeat),
                    task.node or "",
                )
                for task, heartbeat in session.execute(query)
            }
        for task_id, number in self._others.look({key: beat for key, (beat, _) in beats.items()}):
            what = f"The machine {beats[task_id, number][1]} was lost"
            self._give_back(LostTask(task_id, number, what))

    def _give_back(self, lost: LostTask) -> None:
        log = TaskLog(logger, lost.task_id, lost.number)
        log.warning("%s", lost.what)
        try:
            with self._database.transaction() as session:
                task = tasks.get(session, lost.task_id)
                task_queue.give_back(session, task, lost.number, lost.what)
        except StaleAttempt as error:
            log.info("was seen to by another node: %s", error)

    def _start_what_fits(self) -> int:
        if not self._anything_waits() or not self._has_room():
            return 0
        started = 0
        for task_id, number in self._claims():
            TaskLog(logger, task_id, number).info("claimed")
            # Before it is started, so that whoever looks for tasks of this studio sees it.
            self._settings.task_dir(task_id).mkdir(parents=True, exist_ok=True)
            start_detached(
                self._settings,
                ["worker.work.run", "--task", task_id, "--try", str(number)],
                processes.marker_value(task_id, number),
                "tasks.log",
            )
            started += 1
        return started

    def _claims(self) -> Iterator[tuple[str, int]]:
        limits = {"quick": _QUICK_AT_ONCE, "heavy": self._options.tasks}
        for lane in task_queue.LANES:
            while True:
                with self._database.transaction() as session:
                    task = task_queue.claim(session, self._settings.node_name, lane, limits[lane])
                    claimed = (task.id, task.tries) if task else None
                if claimed is None:
                    break
                yield claimed

    def _anything_waits(self) -> bool:
        """A read takes no lock from anybody, and mostly nothing waits."""
        with self._database.session() as session:
            query = select(Task.id).where(Task.state == task_states.QUEUED).limit(1)
            return session.scalar(query) is not None

    def _has_room(self) -> bool:
        """Whether the disk has; else those that wait say so."""
        free = shutil.disk_usage(self._settings.data_dir).free
        if free >= self._settings.min_free_bytes:
            return True
        words = (
            f"Waits for space: less than {self._settings.min_free_bytes // 2**20} MiB are free on "
            "the disk that holds the data."
        )
        waiting = (Task.state == task_states.QUEUED, Task.note.is_distinct_from(words))
        with self._database.transaction() as session:
            session.execute(update(Task).where(*waiting).values(note=words))
        return False
