"""Writes the pieces of an upload, one writer at a time; blocks, so call it in a thread."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1, sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from backend.core import space, uploads
from backend.core.db import Database
from backend.core.errors import ChecksumMismatch, Conflict, Locked, StudioError, TooLarge
from backend.core.ids import now
from backend.core.models import Upload
from backend.core.settings import Settings

# How often the count on record follows the bytes: what a crash in between costs is sent again.
COMMIT_BYTES = 64 * 2**20
COMMIT_SECONDS = 30.0
_SPACE_CHECK_BYTES = 16 * 2**20
# The protocol names sha1; nothing here relies on it being hard to forge.
CHECKSUMS = {"sha1": lambda: sha1(usedforsecurity=False), "sha256": sha256}


class Receiver:
    """Appends to an upload: ``write`` pieces, then ``finish``, or ``keep`` what came.

    Args:
        offset: where the sender goes on.
        checksum: algorithm and digest of all that will be written. With one, nothing counts
            before ``finish`` has compared it.

    Raises NotFound, Locked while somebody else writes, Conflict for another offset than the true
    one.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        upload_id: str,
        offset: int,
        checksum: tuple[str, bytes] | None = None,
    ) -> None:
        self._database = database
        self._settings = settings
        self._id = upload_id
        self._digest = CHECKSUMS[checksum[0]]() if checksum else None
        self._expected = checksum[1] if checksum else b""
        self._file = _open_locked(database, settings, upload_id)
        try:
            upload = _settle(database, self._file, upload_id)
            if upload.received != offset:
                raise Conflict(
                    f"{upload.received} bytes are there, so the next ones start at"
                    f" {upload.received}, not at {offset}.",
                    field="Upload-Offset",
                    remedy="Ask with HEAD where to go on.",
                )
            os.lseek(self._file, offset, os.SEEK_SET)
        except BaseException:
            os.close(self._file)
            raise
        self.offset = self._start = self._committed = offset
        self.length = upload.bytes
        self._committed_at = time.monotonic()
        self._space_checked_at = offset - _SPACE_CHECK_BYTES

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._file)  # and with it the lock

    def expect(self, coming: int) -> None:
        """Raises TooLarge when ``coming`` more bytes are more than the upload will have."""
        if self.offset + coming > self.length:
            raise TooLarge(
                f"More bytes came than the {self.length} that were announced.",
                field="Upload-Length",
                remedy="The file may have changed meanwhile: upload it as a new one.",
            )

    def write(self, chunk: bytes) -> None:
        """Raises TooLarge, DiskFull."""
        self.expect(len(chunk))
        if self.offset + len(chunk) - self._space_checked_at >= _SPACE_CHECK_BYTES:
            space.check_disk(self._settings, len(chunk))
            self._space_checked_at = self.offset
        with _full_disk_in_words():
            view = memoryview(chunk)
            while view:
                view = view[os.write(self._file, view) :]
        if self._digest:
            self._digest.update(chunk)
        self.offset += len(chunk)
        since = self.offset - self._committed
        overdue = time.monotonic() - self._committed_at > COMMIT_SECONDS
        if not self._digest and (since >= COMMIT_BYTES or overdue):
            self._commit()

    def finish(self) -> None:
        """Everything came: it counts from now on. Raises ChecksumMismatch and takes it back."""
        if self._digest and self._digest.digest() != self._expected:
            os.ftruncate(self._file, self._start)
            raise ChecksumMismatch(
                "The bytes that arrived are not those that were sent.",
                remedy="Send this piece again.",
            )
        self._commit()

    def keep(self) -> None:
        """The sender stopped early: what came counts, unless it was to be compared as a whole."""
        if not self._digest:
            self._commit()

    def _commit(self) -> None:
        with _full_disk_in_words():  # some file systems say it only now
            os.fsync(self._file)
            if not self._committed:
                _sync_directory(self._settings.uploads_dir)
        with self._database.transaction() as session:
            upload = uploads.get(session, self._id)
            upload.received = self.offset
            upload.touched_at = now()
        self._committed = self.offset
        self._committed_at = time.monotonic()


def state(database: Database, settings: Settings, upload_id: str) -> Upload:
    """An upload with the count of bytes that are surely there. Raises NotFound."""
    try:
        file = _open_locked(database, settings, upload_id)
    except Locked:  # somebody writes: what is on record is there
        with database.session() as session:
            return uploads.get(session, upload_id)
    try:
        return _settle(database, file, upload_id)
    finally:
        os.close(file)


def discard(database: Database, settings: Settings, upload_id: str) -> None:
    """Removes row and file. Raises NotFound, Locked, and Conflict while a task reads it."""
    file = _open_locked(database, settings, upload_id)
    try:
        with database.transaction() as session:
            uploads.delete(session, upload_id)
        settings.upload_path(upload_id).unlink(missing_ok=True)
    finally:
        os.close(file)


def sweep(database: Database, settings: Settings) -> list[str]:
    """Removes what nobody touched for a day; returns the names of what went."""
    with database.session() as session:
        old = uploads.expired(session)
        orphans = uploads.left_behind(session, settings)
    gone: list[str] = []
    for upload_id in old:
        try:
            discard(database, settings, upload_id)
        except StudioError:  # just now somebody goes on with it, or was quicker
            continue
        gone.append(upload_id)
    for path in orphans:
        path.unlink(missing_ok=True)
        gone.append(path.name)
    return gone


def _open_locked(database: Database, settings: Settings, upload_id: str) -> int:
    """The file, made if it is not there; its lock ends with the descriptor, or the process."""
    with database.session() as session:
        uploads.get(session, upload_id)  # only an id that is known becomes a path
    path = settings.upload_path(upload_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise Locked(
            "Somebody else is sending this upload just now.", remedy="Try again in a moment."
        ) from None
    return file


def _settle(database: Database, file: int, upload_id: str) -> Upload:
    """Makes row and file agree on the bytes that both have."""
    size = os.fstat(file).st_size
    # When it went while the file was opened, that stays as it is: a dataset may be made of it. An
    # empty one that was made just now is swept.
    with database.session() as session:
        upload = uploads.get(session, upload_id)
    if size > upload.received:
        os.ftruncate(file, upload.received)
    elif size < upload.received:
        with database.transaction() as session:
            upload = uploads.get(session, upload_id)
            upload.received = size
    return upload


def _sync_directory(path: Path) -> None:
    """Makes the name of a new file as durable as its bytes."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _full_disk_in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise space.no_space() from error
