"""Streams a request's body to disk, off the event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from backend.api.errors import ApiError
from backend.core import dataset_tasks, datasets
from backend.core.db import Database
from backend.core.models import Dataset
from backend.core.settings import Settings
from minimind.spec.rows import RowKind

STALL_SECONDS = 120
MAX_BYTES = 256 * 2**20  # beyond it a connection that breaks costs too much
# The network gives 64 KiB at a time; a trip to a thread for each would cost more than the write.
WRITE_BYTES = 2**20


async def store_upload(
    body: AsyncIterator[bytes],
    database: Database,
    settings: Settings,
    *,
    name: str,
    kind: RowKind | None,
) -> tuple[Dataset, bool]:
    """Stores the rows of ``body`` and queues their check. Returns (dataset, created).

    A slow client holds no thread, and whatever ends the upload early leaves no file. Raises
    SpecError for a bad row or name, DiskFull, and ApiError for more than ``MAX_BYTES`` and for a
    client that stops or leaves.
    """
    upload = await run_in_threadpool(datasets.Upload, settings)
    try:
        async for chunk in gathered(body):
            if upload.bytes + len(chunk) > MAX_BYTES:
                raise too_large()
            await run_in_threadpool(upload.write, chunk)
        await run_in_threadpool(upload.finish, kind)

        def register() -> tuple[Dataset, bool]:
            with database.transaction() as session:
                dataset, created = datasets.store(session, settings, upload, name=name)
                if dataset.warnings is None:
                    dataset_tasks.queue_check(session, dataset)
                return dataset, created

        return await run_in_threadpool(register)
    finally:
        # Not awaited: a client that left has this task cancelled. Removing a file is quick.
        upload.__exit__(None, None, None)


def too_large() -> ApiError:
    """For a body that should be sent in pieces."""
    return ApiError(
        413,
        f"The body is larger than {MAX_BYTES // 2**20} MiB.",
        code="body_too_large",
        remedy="Send large files in pieces: POST /api/uploads, then POST /api/datasets/import.",
    )


async def gathered(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in larger pieces; what came before an early end is among them.

    Raises ApiError for a client that stops or leaves.
    """
    parts: list[bytes] = []
    size = 0
    try:
        while (chunk := await _next(body)) is not None:
            parts.append(chunk)
            size += len(chunk)
            if size >= WRITE_BYTES:
                yield b"".join(parts)
                parts, size = [], 0
    except ApiError:
        yield b"".join(parts)
        raise
    yield b"".join(parts)


async def _next(body: AsyncIterator[bytes]) -> bytes | None:
    try:
        with anyio.fail_after(STALL_SECONDS):
            return await anext(body, None)
    except TimeoutError:
        raise ApiError(
            408,
            "The upload stalled.",
            code="upload_stalled",
            remedy="Send it again over a steadier connection.",
        ) from None
    except ClientDisconnect:
        # Nobody reads this answer, but the log shows that the request did not succeed.
        raise ApiError(400, "The upload was cut off.", code="upload_cut_off") from None
