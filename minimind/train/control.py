"""Requests to end a run early: a word in the run directory's control file, or Ctrl-C."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Literal

Request = Literal["stop", "pause", "measured"]

# On the wire between processes; 0 is "go on". The last one nobody asks for but the run itself,
# when it has measured enough.
REQUESTS: tuple[Request, ...] = ("stop", "pause", "measured")


class StopRequested(Exception):
    """Somebody asked the run to end before its first step."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.request: Request = request


class Control:
    """Polls for a request; one failed ``open`` a call when there is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._interrupted = False

    def poll(self) -> Request | None:
        """The request, if somebody made one."""
        if self._interrupted:
            return "stop"
        try:
            word = self._path.read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        for request in REQUESTS[:2]:
            if word == request:
                return request
        return None  # being written just now, or not for us

    def check(self) -> None:
        """Raises StopRequested when somebody asked the run to end."""
        request = self.poll()
        if request is not None:
            raise StopRequested(request)

    def listen_to_interrupt(self) -> None:
        """Makes a first Ctrl-C a request to stop; a second one interrupts as usual."""

        def on_interrupt(signum: int, frame: FrameType | None) -> None:
            del signum, frame
            self._interrupted = True
            signal.signal(signal.SIGINT, signal.default_int_handler)

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, on_interrupt)
