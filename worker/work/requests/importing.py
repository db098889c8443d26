"""Imports: a file that was uploaded, or put into the inbox, becomes a dataset."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from backend.core import uploads
from backend.core.errors import NotFound
from backend.core.models import Task
from backend.core.settings import Settings

_OPTIONS = ("format", "mapping", "rows_kind")


def preview(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Of the first rows of a file."""
    return _source(session, settings, task.request) | _options(task.request)


def run(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Of the whole file."""
    return _source(session, settings, task.request) | _options(task.request)


def _source(session: Session, settings: Settings, request: dict[str, Any]) -> dict[str, Any]:
    """Where the file lies and what it was called. Raises NotFound, Conflict."""
    if upload_id := request.get("upload"):
        upload = uploads.whole(session, settings, upload_id)
        return {"path": str(settings.upload_path(upload.id)), "filename": upload.filename}
    name = PurePosixPath(str(request.get("inbox"))).name
    path = settings.inbox_dir / name
    if not path.is_file():
        raise NotFound(
            f"There is no file {name!r} in the inbox.",
            field="inbox",
            remedy=f"Put it into the folder {settings.inbox_dir.name} of the data directory.",
        )
    return {"path": str(path), "filename": name}


def _options(request: dict[str, Any]) -> dict[str, Any]:
    return {name: request[name] for name in _OPTIONS if request.get(name) is not None}
