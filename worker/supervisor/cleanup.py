"""Ends what is left of an attempt, and proves that nothing is."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import psutil

from worker.supervisor.gpus import LeasedGpus

GPU_WAIT_S = 10.0  # the driver needs a moment after a process's death
_POLL_S = 0.2


class Endable(Protocol):
    """What has processes that can be ended."""

    def end(self, *, term_s: float, kill_s: float) -> list[psutil.Process]:
        """Returns what could not be ended."""
        ...


@dataclass(frozen=True)
class Cleanup:
    """What was looked for after the end of an attempt.

    Attributes:
        processes_left: that carry the attempt's marker or descend from its supervisor.
        gpu_memory_returned: whether none of them is on the leased GPUs; None: there were none, or
            the driver does not tell.
        seconds: it took in all.
    """

    processes_left: int
    gpu_memory_returned: bool | None
    seconds: float
    pids: tuple[int, ...] = ()

    def row(self) -> dict[str, Any]:
        """As it is stored with the attempt."""
        values = asdict(self)
        del values["pids"]
        return values | {"seconds": round(self.seconds, 3)}


def end_and_prove(
    processes: Endable,
    gpus: LeasedGpus,
    *,
    term_s: float,
    kill_s: float,
    gpu_s: float = GPU_WAIT_S,
) -> Cleanup:
    """SIGTERM, ``term_s`` later SIGKILL, for at most ``kill_s`` more; then looks at the GPUs."""
    begin = time.monotonic()
    left = processes.end(term_s=term_s, kill_s=kill_s)
    deadline = time.monotonic() + gpu_s
    returned = gpus.returned()
    while returned is False and time.monotonic() < deadline:
        time.sleep(_POLL_S)
        returned = gpus.returned()
    pids = tuple(process.pid for process in left)
    return Cleanup(len(left), returned, time.monotonic() - begin, pids)
