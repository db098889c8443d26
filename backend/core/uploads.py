"""Files that come in pieces: ``uploads/<id>``, with a row that says how much of it is there.

The row never claims bytes that the disk may not have: they are synced first, then counted. What
the file holds beyond the row's count is cut off before more is written.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core import space
from backend.core.db import advisory_lock
from backend.core.errors import Conflict, NotFound, TooMany
from backend.core.ids import new_id, now, plausible
from backend.core.models import Task, Upload
from backend.core.settings import Settings
from minimind.spec import SpecError

KEPT = timedelta(hours=24)
# Long enough to import it once more with other choices.
KEPT_IMPORTED = timedelta(hours=1)
MAX_OPEN = 100
MAX_FILENAME = 255
PREFIX = "up"
_AT_WORK = ("queued", "running")


def create(session: Session, settings: Settings, filename: str | None, length: int) -> Upload:
    """Reserves room for a file of ``length`` bytes.

    Raises SpecError for an empty file, TooMany, QuotaExceeded, and DiskFull when the rest of all
    open uploads does not fit.
    """
    if length <= 0:
        raise SpecError("The file is empty.", field="Upload-Length", remedy="Choose another file.")
    advisory_lock(session, "uploads")  # two at once must not both take the last room
    count = session.scalar(select(func.count()).select_from(Upload)) or 0
    if count >= MAX_OPEN:
        raise TooMany(
            f"{count} uploads are open, and no more may be.",
            remedy="Import them, or remove those that are not needed.",
        )
    space.check_quota(session, settings, length)
    awaited = session.scalar(select(func.sum(Upload.bytes - Upload.received))) or 0
    space.check_disk(settings, int(awaited) + length)
    upload = Upload(id=new_id(PREFIX), filename=display_name(filename), bytes=length)
    session.add(upload)
    session.flush()
    return upload


def display_name(filename: str | None) -> str:
    """A file's name as people read it: the last part of a path, without control characters.

    It is never used as a path.
    """
    last = PurePosixPath((filename or "").replace("\\", "/")).name
    shown = " ".join("".join(c if c.isprintable() else " " for c in last).split())
    if len(shown) > MAX_FILENAME:
        suffix = PurePosixPath(shown).suffix[:20]
        shown = shown[: MAX_FILENAME - len(suffix)] + suffix
    return shown if shown.strip(". ") else "data"


def get(session: Session, upload_id: str) -> Upload:
    """Raises NotFound."""
    upload = session.get(Upload, upload_id) if plausible(upload_id) else None
    if upload is None:
        raise NotFound(
            f"There is no upload {upload_id[:80]!r}.",
            remedy="Send the file again: an upload that nobody touches is removed after a day.",
        )
    return upload


def whole(session: Session, settings: Settings, upload_id: str) -> Upload:
    """An upload whose bytes are all there. Raises NotFound, Conflict while some are missing."""
    upload = get(session, upload_id)
    there = min(upload.received, size_on_disk(settings, upload.id))
    if there < upload.bytes:
        raise Conflict(
            f"{upload.bytes - there} of {upload.bytes} bytes of {upload.filename!r} are missing.",
            remedy="Finish the upload first.",
        )
    return upload


def list_uploads(session: Session) -> list[Upload]:
    """Newest first."""
    return list(session.scalars(select(Upload).order_by(Upload.created_at.desc(), Upload.id)))


def expires(upload: Upload) -> datetime:
    """When it is removed unless somebody goes on with it."""
    return upload.touched_at + KEPT


def size_on_disk(settings: Settings, upload_id: str) -> int:
    """0 when there is no file."""
    try:
        return settings.upload_path(upload_id).stat().st_size
    except FileNotFoundError:
        return 0


def delete(session: Session, upload_id: str) -> None:
    """Forgets an upload; its file goes after the commit. Raises NotFound, Conflict when in use."""
    upload = get(session, upload_id)
    if upload.id in in_use(session):
        raise Conflict(
            f"A task is reading {upload.filename!r}.",
            remedy="Wait until it is done, or cancel it.",
        )
    session.delete(upload)
    session.flush()


def in_use(session: Session) -> set[str]:
    """Ids of the uploads that tasks read or will read."""
    requests = session.scalars(select(Task.request).where(Task.state.in_(_AT_WORK)))
    return {request["upload"] for request in requests if isinstance(request.get("upload"), str)}


def expired(session: Session) -> list[str]:
    """Ids of the uploads that nobody touched for long enough, and that no task needs.

    One that was made a dataset of is kept for an hour only.
    """
    done = select(Task.request).where(
        Task.kind == "import", Task.state == "done", Task.finished_at < now() - KEPT_IMPORTED
    )
    imported = {request.get("upload") for request in session.scalars(done)}
    needed = in_use(session)
    return [
        upload.id
        for upload in session.scalars(select(Upload))
        if upload.id not in needed and (upload.id in imported or upload.touched_at < now() - KEPT)
    ]


def left_behind(session: Session, settings: Settings) -> list[Path]:
    """Files over a day old without a row: a crash came between the row's end and the file's."""
    if not settings.uploads_dir.is_dir():
        return []
    known = set(session.scalars(select(Upload.id)))
    return [
        path
        for path in sorted(settings.uploads_dir.iterdir())
        if path.name.startswith(f"{PREFIX}-")
        and path.name not in known
        and time.time() - path.stat().st_mtime > KEPT.total_seconds()
    ]
