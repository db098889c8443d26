"""What an attempt spends its time on, counted as it goes: ``minimind.spec.events.Costs``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from minimind.spec.events import Spent

Pause = Literal["validation", "sample", "save"]

# The first updates fill caches and pools, and on a GPU wait for the compiler: they say nothing of
# the ones after them. So many, or fewer if they take so many seconds.
_WARM_UP_STEPS, _WARM_UP_S = 3, 2.0
# A measuring run that is too slow for its seconds ends after so many times as long.
_PATIENCE = 4


class Spending:
    """Counts the updates and pauses of one attempt."""

    def __init__(self) -> None:
        self.warm_up = Spent()
        self.steps = Spent()
        self.update_seconds = 0.0
        self.positions = self.sequences = 0
        self.write_seconds = 0.0
        self._pauses: dict[Pause, Spent] = {}
        self._tried: set[Pause] = set()

    def step(self, seconds: float, update_seconds: float, positions: int, sequences: int) -> None:
        """One update took ``seconds``, of which clipping and the optimizer ``update_seconds``."""
        if not self.steps.count and self._warming_up():
            self.warm_up = self.warm_up.plus(seconds)
            return
        self.steps = self.steps.plus(seconds)
        self.update_seconds += update_seconds
        self.positions += positions
        self.sequences += sequences

    def pause(self, what: Pause, seconds: float) -> None:
        """Training waited so long. The first validation and samples are a warm-up too."""
        if what != "save" and what not in self._tried:
            self._tried.add(what)
            return
        self._pauses[what] = self.paused_for(what).plus(seconds)

    def paused_for(self, what: Pause) -> Spent:
        return self._pauses.get(what, Spent())

    def enough(self, seconds: float) -> bool:
        """Whether ``seconds`` of steady updates were measured, or it takes far longer than that."""
        steady = self.steps
        if steady.count < 2:
            return steady.count > 0 and self.warm_up.seconds + steady.seconds >= _PATIENCE * seconds
        return steady.seconds >= seconds

    def _warming_up(self) -> bool:
        return self.warm_up.count < _WARM_UP_STEPS and self.warm_up.seconds < _WARM_UP_S


class Stopwatch:
    """Seconds by activity."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def timing(self, activity: str) -> Iterator[None]:
        """Adds the time spent within to ``activity``."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            before = self.seconds.get(activity, 0.0)
            self.seconds[activity] = before + time.perf_counter() - begin
