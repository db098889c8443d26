"""Imports: a file that was uploaded, or put into the inbox, becomes a dataset."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core import inbox, uploads
from backend.core.models import Task
from backend.core.settings import Settings
from worker.work.requests.measures import measures

_READING = ("container", "format", "mapping", "row_kind", "encoding", "rows")


def preview(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Of the first rows of a file. Raises NotFound, Conflict."""
    return _reading(session, settings, task.request)


def run(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Of the whole file. Raises NotFound, Conflict."""
    return {
        **_reading(session, settings, task.request),
        # Nobody writes to an upload that is whole; a file in the inbox is its owner's.
        "take": bool(task.request.get("upload")),
        "min_free_bytes": settings.min_free_bytes,
        **measures(session, settings, task.request),
    }


def _reading(session: Session, settings: Settings, request: dict[str, Any]) -> dict[str, Any]:
    if upload_id := request.get("upload"):
        upload = uploads.whole(session, settings, upload_id)
        source, filename = settings.upload_path(upload.id), upload.filename
    else:
        source = inbox.find(settings, str(request.get("inbox")))
        filename = source.name
    options = {name: request[name] for name in _READING if request.get(name) is not None}
    return {"source": str(source), "filename": filename, **options}
