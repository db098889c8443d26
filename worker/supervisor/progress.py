"""Does the run still get on? A run that hangs holds its GPUs for nothing.

Three signs, from certain to slow: a process of it was suspended; nothing of it computes and it says
nothing; it computes, but has said nothing for far longer than it ever took. Times are monotonic, so
neither a clock that is set nor a machine that sleeps makes a run look hung.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psutil

from worker.options import WorkerOptions

# Below this share of one processor's time nothing of the run computes: launchers look around now
# and then, waiting processes hardly at all.
_IDLE = 0.05
# How many times as long as the longest silence so far a run may be silent.
_IDLE_TIMES, _BUSY_TIMES = 5, 10


class ProgressWatch:
    """Looks at one run every few seconds.

    Args:
        events: the file that grows as long as the run gets on.
        tree: the run's living processes.
        gpus_busy: whether any of its GPUs computes; False where that cannot be told.
        clock: monotonic seconds.

    Attributes:
        training: set once the first step was told: what comes before says little, and computes.
    """

    def __init__(
        self,
        options: WorkerOptions,
        events: Path,
        tree: Callable[[], list[psutil.Process]],
        gpus_busy: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.training = False
        self._options = options
        self._events = events
        self._tree = tree
        self._gpus_busy = gpus_busy
        self._clock = clock
        self._looked_at = self._spoke_at = self._busy_at = clock()
        self._size = 0
        self._longest_s = 0.0
        self._seconds: dict[int, float] = {}
        self._suspended: dict[int, float] = {}

    def look(self) -> str | None:
        """Why the run counts as hung, as a sentence; None while it gets on."""
        moment = self._clock()
        self._listen(moment)
        if moment - self._looked_at < self._options.progress_check_s:
            return None
        tree = self._tree()
        self._measure(tree, moment - self._looked_at, moment)
        self._looked_at = moment
        return self._suspended_process(tree, moment) or self._silence(moment)

    def _listen(self, moment: float) -> None:
        try:
            size = self._events.stat().st_size
        except FileNotFoundError:
            size = 0
        if size != self._size:
            self._longest_s = max(self._longest_s, moment - self._spoke_at)
            self._size, self._spoke_at = size, moment

    def _measure(self, tree: list[psutil.Process], elapsed: float, moment: float) -> None:
        seconds: dict[int, float] = {}
        for process in tree:
            try:
                times = process.cpu_times()
            except psutil.Error:
                continue  # it ended just now
            seconds[process.pid] = times.user + times.system
        used = sum(value - self._seconds.get(pid, 0.0) for pid, value in seconds.items())
        self._seconds = seconds
        if used > _IDLE * elapsed or self._gpus_busy():
            self._busy_at = moment

    def _suspended_process(self, tree: list[psutil.Process], moment: float) -> str | None:
        found = {process.pid: process for process in tree if _is_suspended(process)}
        self._suspended = {pid: self._suspended.get(pid, moment) for pid in found}
        limit = self._options.suspended_s
        for pid, since in self._suspended.items():
            if moment - since >= limit:
                return (
                    f"{_name(found[pid])} was suspended from outside and did nothing for "
                    f"{limit:.0f} s."
                )
        return None

    def _silence(self, moment: float) -> str | None:
        options, silent = self._options, moment - self._spoke_at
        idle = moment - max(self._spoke_at, self._busy_at)
        limit = max(options.idle_s, _IDLE_TIMES * self._longest_s)
        if idle >= min(limit, max(options.idle_s, options.no_progress_s)):
            return f"The run said nothing and computed nothing for {_words(idle)}."
        limit = max(options.no_progress_s, _BUSY_TIMES * self._longest_s)
        if self.training and silent >= limit:
            return f"The run computed, but made no step for {_words(silent)}."
        return None


def _is_suspended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_STOPPED
    except psutil.Error:
        return False


def _name(process: psutil.Process) -> str:
    try:
        rank = process.environ().get("RANK")
    except psutil.Error:
        rank = None
    return "The training process" if rank is None else f"Process {rank} of the run"


def _words(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} s"
