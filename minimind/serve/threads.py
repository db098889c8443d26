"""How the engine shares the processor with a training run. Imports no torch: it must come first."""

from __future__ import annotations

import os

_MOST_THREADS = 4  # a step of a small model is too short for more to pay


def yield_when_idle() -> None:
    """Lets OpenMP's threads sleep at barriers instead of spinning. Call before torch is imported.

    With another program on the same cores a spinning thread keeps the very thread it waits for
    off the processor: a decode step on two busy cores took 300 ms spinning and 13 ms sleeping.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def default_threads() -> int:
    """All cores this process may use, at most four."""
    return min(_MOST_THREADS, len(os.sched_getaffinity(0)))
