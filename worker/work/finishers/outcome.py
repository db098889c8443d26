"""What a finisher is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from backend.core.models import Task
from backend.core.settings import Settings
from worker.work.folder import TaskFolder


@dataclass(frozen=True)
class Outcome:
    """A task whose work has ended well: its locked row, its folder, the work's ``result.json``."""

    session: Session
    settings: Settings
    task: Task
    folder: TaskFolder
    result: dict[str, Any]
