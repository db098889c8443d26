"""The folder of one piece of work: how it is told what to do, and how it tells how far it is."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

_PERIOD_S = 0.25


class Stopped(Exception):
    """Somebody asked the work to end."""


class Work:
    """One piece of work, seen from inside.

    Attributes:
        folder: ``request.json`` and the rest.
        request: what is asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.request: dict[str, Any] = json.loads((folder / "request.json").read_text("utf-8"))
        self._told = float("-inf")
        self._stopping = False

    @property
    def state(self) -> Path:
        """A folder that a repeated start finds again."""
        path = self.folder / "state"
        path.mkdir(exist_ok=True)
        return path

    def progress(
        self,
        activity: str,
        done: int,
        total: int | None,
        unit: str,
        *,
        rate: float | None = None,
        now: bool = False,
    ) -> None:
        """Tells how far it is; call it as often as you like. Raises Stopped when it is to end.

        Args:
            activity: what is being done, a few words: ``Checking rows``.
            total: None when nobody knows.
            unit: of ``done`` and ``total``: ``bytes``, ``rows``, ...
            rate: units a second of late, where that says something.
            now: write it even when the last one is fresh (a new activity).
        """
        moment = time.monotonic()
        if not now and moment - self._told < _PERIOD_S:
            return
        self._told = moment
        self.check_stop()
        told = {"activity": activity, "done": done, "total": total, "unit": unit, "rate": rate}
        write_json(self.folder / "progress.json", told)

    def check_stop(self) -> None:
        """Raises Stopped when somebody asked the work to end."""
        if self._stopping or (self.folder / "stop").exists():
            raise Stopped

    def request_stop(self, *_: object) -> None:
        """For signal handlers."""
        self._stopping = True


def write_json(path: Path, value: Any) -> None:
    """Whole or not at all, durable."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
