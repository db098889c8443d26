"""Sends what webhooks wait for, in a thread of its own: a slow receiver delays no tick."""

from __future__ import annotations

import logging
import threading

from backend.core import webhooks
from backend.core.db import Database
from backend.core.ids import now
from backend.core.settings import Settings
from backend.core.webhook_sending import send

log = logging.getLogger(__name__)


class Deliveries:
    """One sender a process: ``run_due`` at every tick."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._thread: threading.Thread | None = None

    def run_due(self) -> None:
        """Starts to send what is due, unless that is under way. Returns at once.

        Raises what the database raises.
        """
        if self._thread is not None and self._thread.is_alive():
            return
        with self._database.session() as session:
            due = webhooks.any_due(session, now())
        if due:
            self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)
            self._thread.start()

    def wait(self, timeout_s: float) -> bool:
        """For what is under way to end; whether it did."""
        if self._thread:
            self._thread.join(timeout_s)
        return self._thread is None or not self._thread.is_alive()

    def send_due(self) -> int:
        """Sends what is due now, one after the other. Returns how many receivers took theirs.

        Each is claimed before it is sent and marked after: a sender that dies in between has it
        sent again two minutes later, under the same ``X-MiniMind-Delivery``.
        """
        sent = 0
        while True:
            # One at a time: the claim on a second one might end while the first is slow.
            with self._database.transaction() as session:
                claimed = webhooks.claim_due(session, now(), limit=1)
            if not claimed:
                return sent
            [(delivery, webhook)] = claimed
            ident = f"{webhook.id}-{delivery.event_id:x}"
            error = send(self._settings, webhook.url, webhook.secret, ident, delivery.payload)
            if error:
                log.warning("webhook %s, try %d: %s", webhook.id, delivery.tries, error)
            with self._database.transaction() as session:
                webhooks.settle(session, delivery.id, error, now())
            sent += error is None

    def _run(self) -> None:
        try:
            self.send_due()
        except Exception:  # whatever it was, the next tick may do better
            log.exception("messages to webhooks could not be sent")
