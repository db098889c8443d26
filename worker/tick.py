"""The tick: what a node does every few seconds. Say that it lives, put right, claim, start."""

from __future__ import annotations

import logging

from backend.core.db import Database
from backend.core.models import Node
from backend.core.queue import Policy, claim
from backend.core.settings import Settings
from worker.deliveries import Deliveries
from worker.housekeeping import Housekeeping
from worker.inventory import Inventory
from worker.logs import AttemptLog
from worker.members import Members
from worker.node_lock import node_lock
from worker.options import WorkerOptions
from worker.presence import Presence
from worker.reconcile import reconcile
from worker.starting import start_supervisor
from worker.takeover import Takeover
from worker.work.node import NodeTasks

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
        self._tasks = NodeTasks(settings, options, database)
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
            self._tasks.look_after(wait=False)
            self._deliveries.run_due()
            self._housekeeping.run_due()
            return started

    def work(self) -> None:
        """Looks after tasks only; a tick that is under way holds it up for a moment at most."""
        self._tasks.look_after(wait=True)

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
