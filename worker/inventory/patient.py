"""A driver that hangs, as it does when a card is in a bad way, must hang nobody else."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from worker.inventory.gpu import Inventory, Reading, Usage

log = logging.getLogger(__name__)

T = TypeVar("T")

_TIMEOUT_S = 10.0


class PatientInventory:
    """Asks another inventory in a thread, and goes on without an answer after a while.

    A late answer is given to whoever asks the same next, so that no fault is lost. Until then the
    other inventory is left alone.
    """

    def __init__(self, inventory: Inventory, timeout_s: float = _TIMEOUT_S) -> None:
        self._inventory = inventory
        self._timeout_s = timeout_s
        self._call: _Call | None = None

    def read(self) -> Reading:
        """The reading, or one whose ``error`` says that the driver hangs."""
        reading = self._ask("read", self._inventory.read)
        if reading is not None:
            return reading
        waited = self._call.age_s if self._call else 0.0
        return Reading(
            error=f"The GPU driver does not answer: it has hung for {waited:.0f} s. "
            "Restart the machine if it stays so."
        )

    def usage(self, uuids: Sequence[str]) -> dict[str, Usage]:
        return self._ask("usage", lambda: self._inventory.usage(uuids)) or {}

    def close(self) -> None:
        if self._call is None:
            self._inventory.close()

    def _ask(self, what: str, ask: Callable[[], T]) -> T | None:
        """None: no answer yet. Raises what ``ask`` raises."""
        call = self._call
        if call is None:
            call = self._call = _Call(what, ask)
            call.done.wait(self._timeout_s)
            if not call.done.is_set():
                log.error("the GPU driver hangs")
        if not call.done.is_set():
            return None
        self._call = None
        if call.what != what:  # late, and nobody waits for it any more
            return self._ask(what, ask)
        if call.error is not None:
            raise call.error
        return call.answer


class _Call:
    """One question in a thread of its own, which does not keep the process from ending."""

    def __init__(self, what: str, ask: Callable[[], Any]) -> None:
        self.what = what
        self.done = threading.Event()
        self.answer: Any = None
        self.error: Exception | None = None
        self._ask = ask
        self._started = time.monotonic()
        threading.Thread(target=self._run, name="gpu-driver", daemon=True).start()

    @property
    def age_s(self) -> float:
        return time.monotonic() - self._started

    def _run(self) -> None:
        try:
            self.answer = self._ask()
        except Exception as error:
            self.error = error
        finally:
            self.done.set()
