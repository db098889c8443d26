"""Generated datasets: they need nothing that lies here."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core.models import Task
from backend.core.settings import Settings


def run(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Which generator, and what it is asked for."""
    return {name: task.request[name] for name in ("generator", "options")}
