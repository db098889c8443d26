"""Downloads: how the hub is reached is settled when the work begins, not when it was asked for."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core import hubs, preferences
from backend.core.models import Task
from backend.core.settings import Settings
from minimind.spec.hubs import hub_named
from worker.work.requests.measures import measures

_FILE = ("hub", "repository", "path", "revision", "format", "mapping", "row_kind")


def run(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """The token stays in its file: only its place is told. Raises SpecError."""
    asked = {name: task.request[name] for name in _FILE if task.request.get(name) is not None}
    hub = hub_named(str(asked.get("hub"))).name
    way = hubs.way(settings, preferences.read(session), hub)
    return {
        **asked,
        "filename": str(asked.get("path")).rpartition("/")[2],
        "endpoint": way.endpoint,
        "proxy": way.proxy,
        "private_hosts": list(way.private_hosts),
        "token_file": str(settings.hub_token_file(hub)) if way.token else None,
        "folder": str(settings.hub_folder) if settings.hub_folder else None,
        "inbox": str(settings.inbox_dir),
        "min_free_bytes": settings.min_free_bytes,
        **measures(session, settings, task.request),
    }
