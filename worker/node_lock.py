"""Locks of a node: of its workers and wake-ups, one at a time does a thing."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.core.settings import Settings


@contextmanager
def node_lock(settings: Settings, wait_s: float, name: str = "tick") -> Iterator[bool]:
    """Holds a lock of this node; yields False when it is taken for ``wait_s`` seconds.

    Args:
        name: of what only one does at a time.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    path = settings.data_dir / f"{name}-{_file_name(settings.node_name)}.lock"
    deadline = time.monotonic() + wait_s
    with path.open("a") as file:
        while not _try_lock(file.fileno()):
            if time.monotonic() >= deadline:
                yield False
                return
            time.sleep(0.05)
        try:
            yield True
        finally:
            # Explicitly: a program being started just now may hold a copy of the open file.
            fcntl.flock(file, fcntl.LOCK_UN)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _file_name(node: str) -> str:
    return Path(node).name or "node"
