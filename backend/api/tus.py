"""The tus protocol, version 1.0.0 (https://tus.io/protocols/resumable-upload): its headers.

Resumable uploads that any client of the protocol can send.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncIterator, Callable
from email.utils import format_datetime
from typing import TypeVar

import anyio
from anyio.lowlevel import RunVar
from fastapi import Request
from fastapi.routing import APIRoute
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from backend.api.errors import ApiError
from backend.api.uploads import gathered
from backend.core import uploads
from backend.core.db import Database
from backend.core.errors import DiskFull
from backend.core.models import Upload
from backend.core.receiving import CHECKSUMS, Receiver, state
from backend.core.settings import Settings
from minimind.spec import SpecError

T = TypeVar("T")

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
PIECE = "application/offset+octet-stream"
# Threads that wait for the disk: not those of other requests, which a slow disk then cannot hold.
_DISK_THREADS = 4
_disk: RunVar[anyio.CapacityLimiter] = RunVar("disk")


class TusRoute(APIRoute):
    """Names the protocol's version in every answer, refusals too."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Tus-Resumable"] = VERSION
            await send(message)

        await super().handle(scope, receive, with_version)


def check_version(headers: Headers) -> None:
    """Raises ApiError (412) for another version; who names none is taken at their word."""
    wanted = headers.get("tus-resumable", VERSION)
    if wanted != VERSION:
        raise ApiError(
            412,
            f"The server speaks version {VERSION} of the tus protocol.",
            code="unknown_version",
            headers={"Tus-Version": VERSION},
        )


def check_piece(headers: Headers) -> None:
    """Raises ApiError (415) for a body that is not a piece of an upload."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != PIECE:
        raise ApiError(
            415, f"The body is not {PIECE}.", code="wrong_media_type", remedy="Set Content-Type."
        )


def find_filename(metadata: str | None) -> str | None:
    """``filename`` (or ``name``) of an Upload-Metadata header: words, each with base64 text.

    Raises SpecError when it cannot be read.
    """
    found: dict[str, str] = {}
    for pair in (metadata or "").split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise SpecError(
                f"The value of {key[:40]!r} is not base64 of UTF-8 text.",
                field="Upload-Metadata",
                remedy="Send it as: filename, a space, and the name in base64.",
            ) from None
    return found.get("filename", found.get("name"))


def find_checksum(header: str | None) -> tuple[str, bytes] | None:
    """Algorithm and digest. Raises SpecError for what cannot be read or computed."""
    if header is None:
        return None
    algorithm, _, value = header.strip().partition(" ")
    if algorithm not in CHECKSUMS:
        raise SpecError(
            f"There is no checksum {algorithm[:40]!r} here.",
            field="Upload-Checksum",
            remedy=f"Use one of: {', '.join(CHECKSUMS)}.",
        )
    try:
        return algorithm, base64.b64decode(value.strip(), validate=True)
    except binascii.Error:
        raise SpecError("The checksum is not base64.", field="Upload-Checksum") from None


def headers_of(upload: Upload) -> dict[str, str]:
    """How far it is, and until when it is kept."""
    return {
        "Upload-Offset": str(upload.received),
        "Upload-Length": str(upload.bytes),
        "Upload-Expires": format_datetime(uploads.expires(upload), usegmt=True),
        "Upload-Metadata": f"filename {base64.b64encode(upload.filename.encode()).decode()}",
    }


async def receive(
    request: Request,
    *,
    database: Database,
    settings: Settings,
    upload_id: str,
    offset: int,
    checksum: str | None,
) -> Upload:
    """Appends the request's body to an upload; what came before an early end is kept.

    Raises as Receiver does, and ApiError for a client that stops or leaves.
    """
    wanted = find_checksum(checksum)
    announced = request.headers.get("content-length", "0")
    receiver = await in_disk_thread(lambda: Receiver(database, settings, upload_id, offset, wanted))
    # The context is left in the event loop: who is cancelled can wait for no thread.
    with receiver:
        receiver.expect(int(announced) if announced.isdigit() else 0)
        try:
            await _write(receiver, gathered(request.stream()))
        except (ApiError, DiskFull):
            await in_disk_thread(receiver.keep)
            raise
        await in_disk_thread(receiver.finish)
    return await in_disk_thread(lambda: state(database, settings, upload_id))


async def _write(receiver: Receiver, pieces: AsyncIterator[bytes]) -> None:
    async for piece in pieces:
        await in_disk_thread(lambda chunk=piece: receiver.write(chunk))


async def in_disk_thread(work: Callable[[], T]) -> T:
    """What ``work`` returns, from one of the few threads that wait for the disk."""
    limiter = _disk.get(None)
    if limiter is None:
        limiter = anyio.CapacityLimiter(_DISK_THREADS)
        _disk.set(limiter)
    return await anyio.to_thread.run_sync(work, limiter=limiter)
