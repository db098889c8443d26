"""The file that a piece of work makes: hashed on its way, within limits, durable at the end."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from minimind.spec import SpecError

_BUFFER_BYTES = 2**20
_SPACE_CHECK_BYTES = 16 * 2**20


class OutputFile:
    """Written beside its place, and moved there by ``commit``; otherwise it leaves nothing.

    Attributes:
        bytes: written so far.
    """

    def __init__(self, path: Path, *, max_bytes: int | None = None, min_free: int = 0) -> None:
        """
        Args:
            path: its place.
            max_bytes: that it may have.
            min_free: bytes that must stay free on the disk.
        """
        self._path = path
        self._max_bytes = max_bytes
        self._min_free = min_free
        self._beside = path.with_name(f".{path.name}.new")
        self._file = self._beside.open("wb", buffering=0)
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._hash = hashlib.sha256()
        self._check_at = 0
        self.bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._beside.unlink(missing_ok=True)

    def write(self, *pieces: bytes) -> None:
        """Raises SpecError when it gets larger than it may, or the disk too full."""
        self._pieces += pieces
        size = sum(map(len, pieces))
        self._waiting += size
        self.bytes += size
        if self._waiting >= _BUFFER_BYTES:
            self._flush()

    def commit(self) -> str:
        """Makes it durable in its place. Returns its sha256 (hex). Raises as ``write``."""
        self._flush()
        os.fsync(self._file.fileno())
        self._beside.replace(self._path)
        sync_folder(self._path.parent)
        return self._hash.hexdigest()

    def _flush(self) -> None:
        block = b"".join(self._pieces)
        self._pieces, self._waiting = [], 0
        check_size(self.bytes, self._max_bytes)
        if self.bytes >= self._check_at:
            check_space(self._path.parent, len(block), self._min_free)
            self._check_at = self.bytes + _SPACE_CHECK_BYTES
        self._hash.update(block)
        left = memoryview(block)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            raise SpecError(
                f"The rows cannot be written: {error.strerror}.",
                remedy="Free space on the disk that holds the data.",
            ) from error


def check_size(size: int, most: int | None) -> None:
    """Raises SpecError when ``size`` bytes are more than ``most``."""
    if most is not None and size > most:
        raise SpecError(
            f"Unpacked, the rows take more than {_size(most)}, which is all they may.",
            field="source",
            remedy="Split the file, or raise the limit in the settings.",
        )


def check_space(folder: Path, coming: int, floor: int) -> None:
    """Raises SpecError when fewer than ``floor`` bytes would stay free after ``coming`` more."""
    free = shutil.disk_usage(folder).free - coming
    if floor and free < floor:
        raise SpecError(
            f"Only {_size(max(free, 0))} would stay free on the disk that holds the data; "
            f"{_size(floor)} must.",
            remedy="Remove what is not needed, or choose another data directory.",
        )


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _size(count: int) -> str:
    return f"{count / 2**30:.1f} GiB" if count >= 2**30 else f"{count / 2**20:.0f} MiB"
