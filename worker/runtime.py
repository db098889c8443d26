"""The node's tick, one a process: connections must not be shared across a fork."""

from __future__ import annotations

import os

from backend.core import db
from backend.core.settings import Settings
from worker.nodes import inventory
from worker.options import WorkerOptions
from worker.tick import Tick

_ticks: dict[int, Tick] = {}


def node_tick() -> Tick:
    """This process's tick, made at the first call."""
    pid = os.getpid()
    if pid not in _ticks:
        _ticks.clear()  # what a fork copied belongs to the parent
        settings = Settings()
        _ticks[pid] = Tick(settings, WorkerOptions(), db.connect(settings), inventory())
    return _ticks[pid]
