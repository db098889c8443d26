"""A source file as plain bytes: unpacked as it is read, in constant memory, within bounds.

gzip and zstd hold one file and are unpacked. Archives (zip, tar, ...) hold many, with names and
links of their own choosing: they are refused.
"""

from __future__ import annotations

import io
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import zstandard

from minimind.spec import SpecError
from minimind.spec.preview import Compression

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD_BYTES = 2**18  # looked at to tell what a file is
_BLOCK_BYTES = 2**18
# A block of zstd of 4 bytes can unpack to 128 KiB, and its library gives all at once: little goes
# in at a time.
_ZSTD_BYTES = 2**9
_ZSTD_WINDOW = 2**27
# Text packs 3 to 20 times. What unpacks to more than this is made to fill a disk.
_MOST_RATIO = 250
_RATIO_FROM_BYTES = 64 * 2**20

_PACKED: dict[bytes, Compression] = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
_SKIPPABLE = tuple(bytes((0x50 + n, 0x2A, 0x4D, 0x18)) for n in range(16))  # frames of zstd
_UNPACK = "Unpack it and upload the file that is in it, plain or packed with gzip or zstd."
_RESAVE = "Save the data as JSONL, CSV or Parquet."
# Magic bytes -> (what it is, remedy).
_REFUSED: dict[bytes, tuple[str, str]] = {
    b"PK\x03\x04": ("a zip archive (or an Excel workbook)", _UNPACK + " Save a sheet as CSV."),
    b"PK\x05\x06": ("an empty zip archive", _UNPACK),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", _UNPACK),
    b"Rar!\x1a\x07": ("a RAR archive", _UNPACK),
    b"\xfd7zXZ\x00": ("packed with xz", _UNPACK),
    b"BZh": ("packed with bzip2", _UNPACK),
    b"\x04\x22\x4d\x18": ("packed with lz4", _UNPACK),
    b"\xd0\xcf\x11\xe0": ("an old Office document", _RESAVE),
    b"%PDF": ("a PDF", _RESAVE),
    b"\x7fELF": ("a program", _RESAVE),
    b"SQLite format 3\x00": ("an SQLite database", _RESAVE),
    b"ARROW1": ("an Arrow file", _RESAVE),
    b"ORC": ("an ORC file", _RESAVE),
    b"Obj\x01": ("an Avro file", _RESAVE),
    b"\x89HDF": ("an HDF5 file", _RESAVE),
    b"\x80\x02": ("a Python pickle", _RESAVE),
    b"\x80\x04": ("a Python pickle", _RESAVE),
    b"\x80\x05": ("a Python pickle", _RESAVE),
}


class SourceFile:
    """A plain file on disk and what is in it.

    Attributes:
        path: where it is.
        size: bytes on disk.
        compression: what it is unpacked from, if anything.
        head: its first bytes, unpacked: ``HEAD_BYTES`` or fewer.
    """

    def __init__(self, path: Path) -> None:
        """Raises SpecError for what is no plain file, an archive, and a damaged beginning."""
        self.path = path
        self._file = _open_plain(path)
        try:
            self._found = os.fstat(self._file.fileno())
            self.size = self._found.st_size
            self.compression: Compression | None = _compression(self._file.read(4))
            with self.unpacked() as file:
                self.head = file.read(HEAD_BYTES)
            refuse_archives(self.head, packed=self.compression is not None)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> SourceFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def position(self) -> int:
        """Bytes on disk that were read so far."""
        return self._file.tell()

    def unpacked(self) -> io.BufferedReader:
        """Its content from the beginning. One at a time.

        Reading raises SpecError where the file is cut off or damaged, or unpacks to far too much.
        """
        self._file.seek(0)
        unpack = _UNPACKERS.get(self.compression)
        if unpack is None:
            return io.BufferedReader(Blocks(_blocks(self._file)), _BLOCK_BYTES)
        return io.BufferedReader(Blocks(_bounded(self._file, unpack)), _BLOCK_BYTES)

    def check_unchanged(self) -> None:
        """Raises SpecError when somebody wrote to the file, or put another in its place."""
        try:
            now = self.path.stat()
        except OSError:
            now = None
        if now is None or any(_identity(self._found) != _identity(s) for s in (now, self._fstat())):
            raise SpecError(
                "The file changed while it was read.",
                field="source",
                remedy="Wait until nothing writes to it any more, then import it again.",
            )

    def _fstat(self) -> os.stat_result:
        return os.fstat(self._file.fileno())


def refuse_archives(head: bytes, *, packed: bool) -> None:
    """Raises SpecError when a file begins as an archive, or as something without rows.

    Args:
        head: its first bytes, unpacked if it was packed.
        packed: it was.
    """
    inside = "Inside, the file is" if packed else "The file is"
    if packed and _compression(head):
        raise SpecError("The file is packed twice.", field="source", remedy=_UNPACK)
    if head[257:262] == b"ustar":
        raise SpecError(f"{inside} a tar archive.", field="source", remedy=_UNPACK)
    for magic, (what, remedy) in _REFUSED.items():
        if head.startswith(magic):
            raise SpecError(f"{inside} {what}.", field="source", remedy=remedy)


def check_ratio(made: int, read: int) -> None:
    """Raises SpecError when ``read`` bytes of a file became far more than text can be.

    Args:
        made: bytes that they became.
    """
    if made > _RATIO_FROM_BYTES and made > _MOST_RATIO * read:
        raise SpecError(
            f"The file unpacks to more than {_MOST_RATIO} times its size.",
            field="source",
            remedy="Text never does. If it is what you want, unpack it yourself first.",
        )


class Blocks(io.RawIOBase):
    """What a generator of blocks yields, as a file."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        if not self._rest:
            self._rest = memoryview(next(self._blocks, b""))
        wanted = memoryview(buffer)
        count = min(len(wanted), len(self._rest))
        wanted[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK_BYTES):
        yield block


def _bounded(file: BinaryIO, unpack: Callable[[BinaryIO], Iterator[bytes]]) -> Iterator[bytes]:
    """What ``unpack`` yields, until it is far more than text can be."""
    made = 0
    try:
        for block in unpack(file):
            made += len(block)
            check_ratio(made, file.tell())
            yield block
    except (zlib.error, zstandard.ZstdError) as error:
        if "memory" in str(error):
            raise SpecError(
                f"The file needs more than {_ZSTD_WINDOW // 2**20} MiB of memory to be unpacked.",
                field="source",
                remedy="Pack it without --long and --ultra.",
            ) from error
        raise SpecError(
            f"The packed file is damaged near byte {file.tell():,} ({error}).",
            field="source",
            remedy="Upload it again; check it with `gzip -t` or `zstd -t` first.",
        ) from error


def _unpack_gzip(file: BinaryIO) -> Iterator[bytes]:
    """All members, one after the other."""
    packed = file.read(_BLOCK_BYTES)
    while packed:
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            packed = packed or file.read(_BLOCK_BYTES)
            block = member.decompress(packed, _BLOCK_BYTES)
            if not packed and not block and not member.eof:
                raise _cut_off(file)
            packed = member.unconsumed_tail
            if block:
                yield block
        packed = member.unused_data or file.read(_BLOCK_BYTES)
        while packed and not (packed := packed.lstrip(b"\0")):  # padding of tapes
            packed = file.read(_BLOCK_BYTES)


def _unpack_zstd(file: BinaryIO) -> Iterator[bytes]:
    """All frames, one after the other."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    packed = file.read(_ZSTD_BYTES)
    while packed:
        frame = unpacker.decompressobj()
        while True:
            if block := frame.decompress(packed):
                yield block
            if frame.eof:
                break
            if not (packed := file.read(_ZSTD_BYTES)):
                raise _cut_off(file)
        packed = frame.unused_data or file.read(_ZSTD_BYTES)


_UNPACKERS: dict[Compression | None, Callable[[BinaryIO], Iterator[bytes]]] = {
    "gzip": _unpack_gzip,
    "zstd": _unpack_zstd,
}


def _cut_off(file: BinaryIO) -> SpecError:
    return SpecError(
        f"The packed file is cut off: it ends at byte {file.tell():,} in the middle of its data.",
        field="source",
        remedy="Upload it again, whole.",
    )


def _open_plain(path: Path) -> BinaryIO:
    """Never waits for a pipe and never reads a device."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise SpecError(f"The file cannot be read: {error.strerror}.", field="source") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SpecError("This is not a file of data.", field="source", remedy="Name a plain file.")
    return os.fdopen(descriptor, "rb", buffering=2**16)


def _compression(start: bytes) -> Compression | None:
    if start.startswith(_SKIPPABLE):
        return "zstd"
    return next((name for magic, name in _PACKED.items() if start.startswith(magic)), None)


def _identity(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
