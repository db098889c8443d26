"""Tells the others that something changed: a hint for event streams, a wake-up for workers.

Neither is needed for correctness (streams and workers look by themselves every moment), so both
are sent from a thread of their own, where a Redis that is away delays nobody.
"""

from __future__ import annotations

import logging
import threading

from sqlalchemy import select

from backend.api.views import is_alive
from backend.core import hints
from backend.core.db import Database
from backend.core.models import Node
from backend.core.settings import Settings
from backend.core.waking import SOCKET_SECONDS, celery_producer, wake, wake_for_tasks

log = logging.getLogger(__name__)


class Notifier:
    """One background thread; any number of changes meanwhile become one message."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._celery = celery_producer(settings)
        self._due = False
        self._work_due = False
        self._woken = threading.Event()
        self._closing = False
        self._reachable = True
        self._thread = threading.Thread(target=self._run, name="notify", daemon=True)
        self._thread.start()

    def changed(self, *, work: bool = False) -> None:
        """Returns at once. Call it after the commit.

        Args:
            work: it was a task; else a job, or anything else that workers look at.
        """
        if work:
            self._work_due = True
        else:
            self._due = True
        self._woken.set()

    def close(self) -> None:
        """Sends what is due, for two seconds at most."""
        self._closing = True
        self._woken.set()
        self._thread.join(timeout=2 * SOCKET_SECONDS)

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            closing = self._closing
            # A change from here on sets the event again.
            due, self._due = self._due, False
            work_due, self._work_due = self._work_due, False
            if due or work_due:
                self._try_to_send(due, work_due)
            if closing:
                return

    def _try_to_send(self, jobs: bool, work: bool) -> None:
        try:
            self._send(jobs, work)
        except Exception as error:
            if self._reachable:  # once, not at every request
                log.warning("no wake-up sent (%s); workers look by themselves", error)
            self._reachable = False
        else:
            self._reachable = True

    def _send(self, jobs: bool, work: bool) -> None:
        hints.publish(self._settings)
        if work:
            wake_for_tasks(self._celery)
        if not jobs:
            return
        with self._database.session() as session:
            names = [node.name for node in session.scalars(select(Node)) if is_alive(node)]
        for name in names:
            wake(self._celery, name)
