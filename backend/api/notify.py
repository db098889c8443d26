"""Tells the others that something changed: a hint for event streams, a wake-up for workers.

Neither is needed for correctness (streams and workers look by themselves every moment), so both
are sent from a thread of their own, where a Redis that is away delays nobody.
"""

from __future__ import annotations

import logging
import threading

from celery import Celery
from sqlalchemy import select

from backend.api.views import is_alive
from backend.core import hints
from backend.core.db import Database
from backend.core.models import Node
from backend.core.settings import Settings

log = logging.getLogger(__name__)

WAKE_TASK = "worker.wake"
SOCKET_SECONDS = 1.0


def celery_producer(settings: Settings) -> Celery:
    """Sends tasks by name; gives up after one short try."""
    celery = Celery("minimind-api", broker=settings.celery_broker_url, set_as_current=False)
    celery.conf.update(
        task_ignore_result=True,
        task_serializer="json",
        broker_connection_timeout=SOCKET_SECONDS,
        broker_connection_retry=False,
        broker_transport_options={
            "socket_connect_timeout": SOCKET_SECONDS,
            "socket_timeout": SOCKET_SECONDS,
            "retry_on_timeout": False,
            "max_retries": 0,
        },
        task_publish_retry=False,
    )
    return celery


class Notifier:
    """One background thread; any number of changes meanwhile become one message."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._celery = celery_producer(settings)
        self._due = False
        self._woken = threading.Event()
        self._closing = False
        self._reachable = True
        self._thread = threading.Thread(target=self._run, name="notify", daemon=True)
        self._thread.start()

    def changed(self) -> None:
        """Returns at once. Call it after the commit."""
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
            due, self._due = self._due, False  # a change from here on sets the event again
            if due:
                self._try_to_send()
            if closing:
                return

    def _try_to_send(self) -> None:
        try:
            self._send()
        except Exception as error:
            if self._reachable:  # once, not at every request
                log.warning("no wake-up sent (%s); workers look by themselves", error)
            self._reachable = False
        else:
            self._reachable = True

    def _send(self) -> None:
        hints.publish(self._settings)
        with self._database.session() as session:
            names = [node.name for node in session.scalars(select(Node)) if is_alive(node)]
        for name in names:
            self._celery.send_task(WAKE_TASK, queue=f"wake.{name}", retry=False, expires=60)
