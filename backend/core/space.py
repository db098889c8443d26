"""Room for data: the disk's floor, and the limit that somebody set for uploads and datasets."""

from __future__ import annotations

import shutil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.errors import DiskFull, QuotaExceeded
from backend.core.models import Dataset, Upload
from backend.core.settings import Settings

_REMEDY = "Remove what is not needed, or choose another data directory."


def check_disk(settings: Settings, coming: int) -> None:
    """Raises DiskFull when less than the floor would stay free after ``coming`` bytes more."""
    free = shutil.disk_usage(settings.data_dir).free - coming
    if free < settings.min_free_bytes:
        floor = _size(settings.min_free_bytes)
        raise DiskFull(
            f"Only {_size(max(free, 0))} would stay free on the disk that holds the data;"
            f" {floor} must.",
            remedy=_REMEDY,
        )


def no_space() -> DiskFull:
    """For a write that the system refused."""
    return DiskFull("The disk that holds the data is full.", remedy=_REMEDY)


def check_quota(session: Session, settings: Settings, coming: int) -> None:
    """Raises QuotaExceeded when uploads and datasets would take more than they may, together.

    An upload counts with the size it will have from its first byte on.
    """
    limit = settings.upload_quota_bytes
    if not limit:
        return
    used = taken(session)
    if used + coming > limit:
        raise QuotaExceeded(
            f"{_size(coming)} more do not fit: uploads and datasets take {_size(used)} of the"
            f" {_size(limit)} that they may.",
            remedy="Delete datasets or uploads, or raise MINIMIND_UPLOAD_QUOTA_BYTES.",
        )


def taken(session: Session) -> int:
    """Bytes of all datasets and of all uploads, these with the size they will have."""
    kept = session.scalar(select(func.sum(Dataset.bytes))) or 0
    coming = session.scalar(select(func.sum(Upload.bytes))) or 0
    return int(kept) + int(coming)


def _size(count: int) -> str:
    amount = float(count)
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TiB"
