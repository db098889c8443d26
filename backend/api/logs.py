"""Reads a piece of a log file."""

from __future__ import annotations

import os
from pathlib import Path

from backend.api.schemas.jobs import LogPage

MAX_LOG_BYTES = 256 * 1024


def read_log(path: Path, attempt: int, start: int | None, limit: int) -> LogPage:
    """At most ``limit`` bytes from byte ``start`` on, or the last ones when it is None.

    Pieces begin and end between characters, so that joining them gives the text. A log that does
    not exist yet is empty. Bytes that are not UTF-8 are replaced.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            begin = max(0, size - limit) if start is None else min(start, size)
            file.seek(begin)
            data = file.read(limit)
    except FileNotFoundError:
        return LogPage(text="", start=0, end=0, size=0, attempt=attempt)
    if start is None and begin > 0:
        skipped = _continuation(data)
        begin, data = begin + skipped, data[skipped:]
    data = data[: len(data) - _unfinished(data)] or data
    end = begin + len(data)
    return LogPage(
        text=data.decode("utf-8", "replace"),
        start=begin,
        end=end,
        size=max(size, end),
        attempt=attempt,
    )


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
