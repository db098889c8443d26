"""The process's tick: the timer and the wake-ups share it with its database connections."""

from __future__ import annotations

from functools import cache

from backend.core import db
from backend.core.settings import Settings
from worker.inventory import inventory
from worker.options import WorkerOptions
from worker.tick import Tick


@cache
def node_tick() -> Tick:
    """Made at the first call."""
    settings = Settings()
    return Tick(settings, WorkerOptions(), db.connect(settings), inventory())
