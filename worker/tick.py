"""The tick: what a node does every few seconds. Say that it lives, put right, claim, start."""

from __future__ import annotations

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.core.db import Database
from backend.core.models import Node
from backend.core.queue import Policy, claim
from backend.core.settings import Settings
from worker.deliveries import Deliveries
from worker.housekeeping import Housekeeping
from worker.inventory import Inventory
from worker.logs import AttemptLog
from worker.members import Members
from worker.options import WorkerOptions
from worker.presence import Presence
from worker.reconcile import reconcile
from worker.starting import start_supervisor
from worker.takeover import Takeover

log = logging.getLogger(__name__)

_LOCK_WAIT_S = 10.0


class Tick:
    """Runs the ticks of one process. The node's lock lets only one at a time through."""

    def __init__(
        self,
        settings: Settings,
        options: WorkerOptions,
        database: Database,
        inventory: Inventory,
    ) -> None:
        self.options = options
        self._settings = settings
        self._database = database
        self._presence = Presence(settings, database, inventory)
        self._members = Members(settings, options, database)
        self._takeover = Takeover(settings, options, database)
        self._housekeeping = Housekeeping(settings, database)
        self._deliveries = Deliveries(settings, database)

    def run(self, *, wait: bool) -> int:
        """One tick; returns how many supervisors it started.

        Args:
            wait: for a tick that is under way to end; else this one is left out then.
        """
        with node_lock(self._settings, _LOCK_WAIT_S if wait else 0) as held:
            if not held:
                return 0
            self._presence.tell()
            reconcile(self._database, self._settings, self.options)
            self._takeover.look_after()
            started = self._members.look_after() + self._start_what_fits()
            self._deliveries.run_due()
            self._housekeeping.run_due()
            return started

    def _start_what_fits(self) -> int:
        started = 0
        while True:
            with self._database.transaction() as session:
                node = session.get_one(Node, self._settings.node_name)
                claimed = claim(session, node, Policy.of(self._settings))
                if claimed is None:
                    return started
                job_id, attempt = claimed.job.id, claimed.attempt.number
            AttemptLog(log, job_id, attempt).info("claimed")
            start_supervisor(self._settings, job_id, attempt)
            started += 1


@contextmanager
def node_lock(settings: Settings, wait_s: float) -> Iterator[bool]:
    """Holds the lock of this node's ticks; yields False when it is taken for ``wait_s`` seconds."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = settings.data_dir / f"tick-{_file_name(settings.node_name)}.lock"
    deadline = time.monotonic() + wait_s
    with path.open("a") as file:
        while not _try_lock(file.fileno()):
            if time.monotonic() >= deadline:
                yield False
                return
            time.sleep(0.05)
        try:
            yield True
        finally:
            # Explicitly: a program being started just now may hold a copy of the open file.
            fcntl.flock(file, fcntl.LOCK_UN)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _file_name(node: str) -> str:
    return Path(node).name or "node"
