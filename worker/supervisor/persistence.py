"""Calls to a database that may be away for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar, cast

from worker.record import Patience

T = TypeVar("T")


class GaveUp(Exception):
    """The box shuts down and the database is away; the next start finds out how the run ended."""


def over(since: float | None, seconds: float) -> bool:
    """Whether more than ``seconds`` have passed since a moment (monotonic; None: not yet)."""
    return since is not None and time.monotonic() - since > seconds


class Persistence:
    """Repeats a call until the database answers.

    Args:
        hopeless: whether to stop trying.
    """

    def __init__(self, patience: Patience, poll_s: float, hopeless: Callable[[], bool]) -> None:
        self._patience = patience
        self._poll_s = poll_s
        self._hopeless = hopeless

    def __call__(self, call: Callable[[], T]) -> T:
        """Raises GaveUp."""
        while True:
            done, result = self._patience.attempt(call)
            if done:
                return cast(T, result)  # None only where the call gives None
            if self._hopeless():
                raise GaveUp
            time.sleep(self._poll_s)
