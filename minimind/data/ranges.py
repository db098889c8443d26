"""A file in byte ranges of whole lines, each tokenized by itself."""

from __future__ import annotations

import hashlib
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from minimind.spec.rows import MAX_LINE_BYTES

_HASH_BYTES = 2**20


@dataclass(frozen=True)
class Range:
    """Bytes ``begin`` to ``end`` of a file."""

    begin: int
    end: int

    @property
    def size(self) -> int:
        """In bytes."""
        return self.end - self.begin


def split_file(path: Path, begin: int, size: int, range_bytes: int) -> list[Range]:
    """Bytes ``begin`` to ``size`` of a file, in ranges of about ``range_bytes`` of whole lines.

    A line that is longer than any may be can be torn: whoever reads its beginning refuses it.
    """
    ranges: list[Range] = []
    with path.open("rb") as file:
        while begin < size:
            end = min(begin + range_bytes, size)
            if end < size:
                file.seek(end - 1)
                end += len(file.readline(MAX_LINE_BYTES + 1)) - 1
            ranges.append(Range(begin, end))
            begin = end
    return ranges


class RangeReader:
    """The lines of a range of ``file``, counted and summed up as they pass."""

    def __init__(self, file: BinaryIO, wanted: Range) -> None:
        file.seek(wanted.begin)
        self._file = file
        self._left = wanted.size
        self.bytes_read = self.lines = self.checksum = 0

    def readline(self, limit: int = -1) -> bytes:
        """The next line, or its first ``limit`` bytes; empty at the end of the range."""
        line = self._file.readline(self._left if limit < 0 else min(limit, self._left))
        self._left -= len(line)
        self.bytes_read += len(line)
        self.lines += bool(line)
        self.checksum = zlib.crc32(line, self.checksum)
        return line


class FileHash:
    """Reads a whole file in a thread of its own: what it is, and the checksums of its ranges."""

    def __init__(self, path: Path, ranges: Sequence[Range]) -> None:
        self._path = path
        self._ranges = ranges
        self._ended = threading.Event()
        self._hash = hashlib.sha256()
        self._error: OSError | None = None
        self.checksums: list[int] = []
        self._thread = threading.Thread(target=self._run, name="hash", daemon=True)

    def __enter__(self) -> FileHash:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def result(self, *, wait: bool) -> str | None:
        """The file's sha256 (hex), or None while it is not known. Raises OSError."""
        if wait:
            self._thread.join()
        elif self._thread.is_alive():
            return None
        if self._error is not None:
            raise self._error
        return self._hash.hexdigest()

    def _run(self) -> None:
        try:
            with self._path.open("rb") as file:
                for wanted in self._ranges:
                    checksum = 0
                    for block in self._blocks(file, wanted.size):
                        self._hash.update(block)
                        checksum = zlib.crc32(block, checksum)
                    self.checksums.append(checksum)
                for block in self._blocks(file, sys.maxsize):  # added since the file was split
                    self._hash.update(block)
        except OSError as error:
            self._error = error

    def _blocks(self, file: BinaryIO, size: int) -> Iterator[bytes]:
        """The next ``size`` bytes, or fewer at the end of the file or of this object's use."""
        while not self._ended.is_set() and (block := file.read(min(size, _HASH_BYTES))):
            size -= len(block)
            yield block
