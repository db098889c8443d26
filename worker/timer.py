"""A thread that ticks every few seconds, whatever happens to messages."""

from __future__ import annotations

import logging
import threading

from worker.record import AWAY
from worker.runtime import node_tick

log = logging.getLogger(__name__)


class Timer:
    """Ticks until it is stopped; an error costs one tick, never the timer."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tick", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Lets a tick in progress end; waits a few seconds for it."""
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            period = 3.0
            try:
                tick = node_tick()
                period = tick.options.tick_s
                tick.run(wait=False)
            except AWAY as error:
                log.warning("no tick, the database is away: %s", error)
            except Exception:  # whatever it was, the next tick may do better
                log.exception("the tick failed; the next one follows in %.0f s", period)
            if self._stopping.wait(period):
                return
