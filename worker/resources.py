"""Measures how busy this node, and one run on it, are: a sample every ten seconds.

One walk over the processes, a few questions to the driver and one small transaction for each. With
1,100 processes on the box a run's sample takes 23 ms of one processor and the node's 2 ms: 0.2% and
0.02% of it.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from backend.core import resources
from backend.core.db import Database
from worker import processes
from worker.inventory import Gpu, Inventory
from worker.inventory.host import disk_free, memory

log = logging.getLogger(__name__)

PERIOD_S = 10.0


class NodeSampler:
    """The whole box: one call of ``sample`` for each sample."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._busy, self._at = _processor_seconds(), time.monotonic()

    def sample(self, gpus: Sequence[Gpu]) -> dict[str, Any]:
        """What ``backend.core.resources`` describes; processor time since the last call."""
        busy, at = _processor_seconds(), time.monotonic()
        cpu = _percent(busy - self._busy, at - self._at)
        self._busy, self._at = busy, at
        here = memory()
        return {
            "cpu": cpu,
            "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
            "memory_used_bytes": here.used,
            "memory_bytes": here.total,
            "disk_free_bytes": disk_free(self._data_dir),
            "gpus": [{"uuid": gpu.uuid, **asdict(gpu.usage)} for gpu in gpus],
        }


class RunSampler:
    """One attempt, seen from its supervisor: ``run_due`` as often as you like.

    Args:
        inventory: asked for the GPUs.
        node: this node's name.
        gpu_uuids: the GPUs that the attempt holds here.
        find: the attempt's processes; by default all below the calling one, which is a
            child-subreaper, so that none escapes it.
        period_s: from sample to sample.
    """

    def __init__(
        self,
        database: Database,
        inventory: Inventory,
        *,
        node: str,
        job_id: str,
        attempt: int,
        gpu_uuids: Sequence[str],
        find: Callable[[], Sequence[psutil.Process]] = processes.descendants,
        period_s: float = PERIOD_S,
    ) -> None:
        self._database = database
        self._names = (node, job_id, attempt)
        self._gpu_uuids = list(gpu_uuids)
        self._inventory = inventory
        self._find = find
        self._period_s = period_s
        self._seconds: dict[tuple[int, float], float] = {}
        self._at = time.monotonic()
        self._due = self._at + period_s

    def run_due(self) -> None:
        """Measures and stores a sample when it is time. Raises what the database raises.

        A sample that cannot be measured or stored is left out; the next one follows in its turn.
        """
        if time.monotonic() < self._due:
            return
        self._due = time.monotonic() + self._period_s
        try:
            data = self.sample()
        except Exception:  # a figure less is no reason to lose a run's supervisor
            log.exception("what the run uses could not be measured")
            return
        with self._database.transaction() as session:
            resources.add_of_job(session, *self._names, data)

    def sample(self) -> dict[str, Any]:
        """What ``backend.core.resources`` describes; processor time since the last call.

        Memory is the sum of the processes' resident sets: pages that they share count for each.
        What a process used between the last sample and its end is not seen.
        """
        seconds: dict[tuple[int, float], float] = {}
        used_bytes = 0
        for process in self._find():
            try:
                with process.oneshot():
                    times = process.cpu_times()
                    used_bytes += process.memory_info().rss
                    seconds[process.pid, process.create_time()] = times.user + times.system
            except psutil.Error:
                continue  # it has left
        at = time.monotonic()
        spent = sum(total - self._seconds.get(who, 0.0) for who, total in seconds.items())
        cpu = _percent(spent, at - self._at)
        self._seconds, self._at = seconds, at
        usage = self._inventory.usage(self._gpu_uuids) if self._gpu_uuids else {}
        return {
            "cpu": cpu,
            "memory_used_bytes": used_bytes,
            "processes": len(seconds),
            "gpus": [{"uuid": uuid, **asdict(one)} for uuid, one in usage.items()],
        }

    def close(self) -> None:
        """Lets go of the driver."""
        self._inventory.close()


def _processor_seconds() -> float:
    """Seconds that all processors together worked since boot."""
    times = psutil.cpu_times()
    # Linux counts the time of guests as user time as well.
    idle = times.idle + getattr(times, "iowait", 0.0)
    guests = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
    return sum(times) - idle - guests


def _percent(seconds: float, elapsed: float) -> float | None:
    """None when no time has passed, or a clock went back."""
    return round(100 * seconds / elapsed, 1) if elapsed > 0 and seconds >= 0 else None
