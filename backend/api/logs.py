"""Reads a piece of a log file, also of one whose middle was given back to the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import BinaryIO

from backend.api.schemas.jobs import LogPage

MAX_LOG_BYTES = 256 * 1024


def read_log(path: Path, attempt: int, start: int | None, limit: int) -> LogPage:
    """At most ``limit`` bytes from byte ``start`` on, or the last ones when it is None.

    Pieces begin and end between characters, so that joining them gives the text. A log that does
    not exist yet is empty. Bytes that are not UTF-8 are replaced. Where the middle of a long log
    is gone (``worker.log_rotation``) a line says so: it stands for all bytes of the gap.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            begin = max(0, size - limit) if start is None else min(start, size)
            gap_start, gap_end = _gap(file, size)
            if gap_start <= begin < gap_end:
                return _over_gap(file, attempt, begin, limit, (gap_start, gap_end))
            file.seek(begin)
            data = file.read(min(limit, gap_start - begin) if begin < gap_start else limit)
    except FileNotFoundError:
        return LogPage(text="", start=0, end=0, size=0, attempt=attempt)
    if start is None and begin > 0:
        skipped = _continuation(data)
        begin, data = begin + skipped, data[skipped:]
    if gap_start == gap_end or begin + len(data) != gap_start:  # nothing goes on in the gap
        data = data[: len(data) - _unfinished(data)] or data
    return _page(data.decode("utf-8", "replace"), begin, begin + len(data), size, attempt)


def _over_gap(
    file: BinaryIO, attempt: int, begin: int, limit: int, gap: tuple[int, int]
) -> LogPage:
    """The gap in words, and what of ``[begin, begin + limit)`` lies behind it."""
    start, end = gap
    size = os.fstat(file.fileno()).st_size
    file.seek(end)
    data = file.read(max(0, begin + limit - end))
    torn = _continuation(data)
    text = data[torn:]
    kept = text[: len(text) - _unfinished(text)] or text
    words = f"\n[... {(end - start) / 1e6:,.1f} MB are left out here ...]\n"
    end += len(data) - len(text) + len(kept)
    return _page(words + kept.decode("utf-8", "replace"), start, end, size, attempt)


def _gap(file: BinaryIO, size: int) -> tuple[int, int]:
    """Where the file has no content between its first bytes and its last; (size, size): nowhere.

    A moment later it may be larger: then the bytes in between are read as zeros, once.
    """
    try:
        start = os.lseek(file.fileno(), 0, os.SEEK_HOLE)
        if start < size:
            return start, os.lseek(file.fileno(), start, os.SEEK_DATA)
    except OSError as error:  # nothing behind the hole, or a file system that does not tell
        if error.errno not in (errno.ENXIO, errno.EINVAL):
            raise
    return size, size


def _page(text: str, start: int, end: int, size: int, attempt: int) -> LogPage:
    return LogPage(text=text, start=start, end=end, size=max(size, end), attempt=attempt)


def _continuation(data: bytes) -> int:
    """How many bytes at the beginning belong to a character that began earlier."""
    count = 0
    while count < min(3, len(data)) and data[count] & 0xC0 == 0x80:
        count += 1
    return count


def _unfinished(data: bytes) -> int:
    """How many bytes at the end belong to a character that goes on later."""
    for count in range(1, min(3, len(data)) + 1):
        byte = data[-count]
        if byte & 0xC0 == 0x80:
            continue
        length = 2 if byte >> 5 == 0b110 else 3 if byte >> 4 == 0b1110 else 4
        return count if byte >= 0xC0 and count < length else 0
    return 0
