"""The run's own account of itself: event lines, written whole, one system call each."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

from minimind.spec.events import AnyEvent, Finished, Progress

_PROGRESS_EVERY_S = 0.5
_TAIL_BYTES = 65536


class Reporter:
    """Appends event lines to a file; silent in every process but the main one."""

    def __init__(self, path: Path, *, is_main: bool) -> None:
        self._path = path
        self._is_main = is_main
        self._descriptor = _open(path) if is_main else None
        self._activity, self._progress_at = "", 0.0

    def emit(self, event: AnyEvent) -> None:
        """Appends one line. Raises OSError when the disk does not take it."""
        if self._descriptor is not None:
            os.write(self._descriptor, event.to_line().encode("utf-8"))

    def progress(self, activity: str, done: int, total: int) -> None:
        """A Progress line: when an activity begins, then at most twice a second."""
        now = time.monotonic()
        if activity != self._activity or now - self._progress_at >= _PROGRESS_EVERY_S:
            self._activity, self._progress_at = activity, now
            self.emit(Progress(time=time.time(), activity=activity, done=done, total=total))

    def finish(self, event: Finished) -> None:
        """The last line of the attempt.

        When a process fails, whichever it is, it says so here; the others then fail for want of
        it, and only the first account is kept.
        """
        descriptor = self._descriptor if self._descriptor is not None else _open(self._path)
        with suppress(OSError):  # some shared file systems have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if not (event.reason == "failed" and _has_finished(descriptor)):
            os.write(descriptor, event.to_line().encode("utf-8"))
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def _open(path: Path) -> int:
    """Opens for appending; a line that a killed process left unfinished is cut off."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    tail = _tail(descriptor)
    torn = len(tail) - (tail.rfind(b"\n") + 1)
    if torn:
        os.ftruncate(descriptor, os.fstat(descriptor).st_size - torn)
    return descriptor


def _has_finished(descriptor: int) -> bool:
    lines = _tail(descriptor).splitlines()
    return bool(lines) and b'"type":"finished"' in lines[-1]


def _tail(descriptor: int) -> bytes:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, _TAIL_BYTES, max(size - _TAIL_BYTES, 0))
