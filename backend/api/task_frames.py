"""Tasks as blocks of the stream: how they stand, not what happened to them.

The blocks have no ``id:``, so they move nobody's place among the events. A client is told of every
task that is under way when it joins, and from then on of each that changed since the last look.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.api.schemas.tasks import TaskInfo
from backend.api.task_views import task_info
from backend.core import task_states
from backend.core.db import Database
from backend.core.ids import now
from backend.core.models import Task

# One that came and went between two looks is told of too, and whoever joins a moment later hears
# how it ended.
_RECENT: Final = timedelta(seconds=30)
_MOST: Final = 200
_LARGE: Final = 8 * 1024


class TaskFrames:
    """What was told last of each task. One reader calls ``look``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._told: dict[str, bytes] = {}
        self._active: set[str] = set()

    @property
    def current(self) -> bytes:
        """Blocks of the tasks that are under way or ended just now, as of the last look."""
        return b"".join(self._told.values())

    def forget(self) -> None:
        """Nobody listens any more."""
        self._told, self._active = {}, set()

    def look(self) -> bytes:
        """Blocks of the tasks that changed since the last look. Raises database errors."""
        with self._database.session() as session:
            found = self._find(session)
        told = {task.id: _block(task_info(task)) for task in found}
        news = [block for key, block in told.items() if self._told.get(key) != block]
        self._told = told
        self._active = {task.id for task in found if task.state in task_states.ACTIVE}
        return b"".join(news)

    def _find(self, session: Session) -> list[Task]:
        query = select(Task).where(
            or_(
                Task.state.in_(task_states.ACTIVE),
                Task.finished_at >= now() - _RECENT,
                Task.id.in_(self._active),  # ended, whatever the clock of its node says
            )
        )
        newest = query.order_by(Task.created_at.desc(), Task.id).limit(_MOST)
        return list(session.scalars(newest))[::-1]


def _block(task: TaskInfo) -> bytes:
    """A large result is left out: whoever wants it asks for the task."""
    data = task.model_dump_json().encode()
    if len(data) > _LARGE:
        data = task.model_copy(update={"result": None}).model_dump_json().encode()
    return b"event: task\ndata: %s\n\n" % data
