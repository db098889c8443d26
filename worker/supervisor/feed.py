"""What the run writes, on its way into the database."""

from __future__ import annotations

import time
from pathlib import Path

from minimind.spec.events import Finished, Metric
from worker.record import AttemptRecord
from worker.tail import Batch, read_events


class EventFeed:
    """Follows one attempt's event file from ``offset`` on.

    Attributes:
        finished_at: when the run was seen to have said its last word (monotonic), None: not yet.
        training: whether it has told of a step.
    """

    def __init__(
        self, record: AttemptRecord, events: Path, offset: int, heartbeat_s: float
    ) -> None:
        self.finished_at: float | None = None
        self.training = False
        self._record = record
        self._events = events
        self._offset = offset
        self._heartbeat_s = heartbeat_s
        self._heartbeat_at = 0.0

    def take(self) -> None:
        """Stores new events, or renews the lease when it is time."""
        batch = read_events(self._events, self._offset)
        if batch.offset != self._offset or time.monotonic() >= self._heartbeat_at:
            self._store(batch)
            self._heartbeat_at = time.monotonic() + self._heartbeat_s

    def drain(self) -> None:
        """Stores everything that is there."""
        while (batch := read_events(self._events, self._offset)).offset != self._offset:
            self._store(batch)

    def _store(self, batch: Batch) -> None:
        self._record.ingest(batch)
        self._offset = batch.offset
        for _, event in batch.lines:
            self.training = self.training or isinstance(event, Metric)
            if isinstance(event, Finished):
                self.finished_at = time.monotonic()
