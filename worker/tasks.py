"""Celery tasks. They only say "look now", and end at once."""

from __future__ import annotations

from worker.app import app
from worker.runtime import node_tick


@app.task(name="worker.wake")
def wake() -> None:
    """Something may be there to start or to stop: look at the table now."""
    node_tick().run(wait=True)


@app.task(name="worker.work")
def work() -> None:
    """A task may be there to start: look at their table now."""
    node_tick().work()
