"""The row table of a dataset: where each row is, how long, in which language, with which problems.

Flat binary files in ``notes/rows/``, one a column, mapped into memory: opening them costs nothing,
and a row of a file of any size is found by one look.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minimind.data.store import sync_directory
from minimind.spec import SpecError
from minimind.spec.report import PROBLEMS, Problem
from minimind.spec.rows import MAX_LINE_BYTES

FORMAT = 2
# What ``languages`` numbers: the script that most letters of a row are written in.
LANGUAGES = ("none", "zh", "en", "other")
LONGEST = 2**32 - 1  # lengths beyond this are written as this

DTYPES: dict[str, Any] = {
    "offsets": np.uint64,
    "lengths": np.uint32,
    "characters": np.uint32,
    "languages": np.uint8,
    "problems": np.uint32,
}
_BLANKS = "blanks"


def bit(problem: Problem) -> int:
    """The bit of ``Columns.problems`` that stands for a problem."""
    return 1 << PROBLEMS.index(problem)


def problems_of(bits: int) -> list[Problem]:
    """The problems that a value of ``Columns.problems`` stands for."""
    return [problem for number, problem in enumerate(PROBLEMS) if bits >> number & 1]


@dataclass(frozen=True)
class Columns:
    """The ``R`` rows of a dataset file: its lines that are not blank, in their order."""

    offsets: NDArray[np.uint64]  # [R] of the first byte
    lengths: NDArray[np.uint32]  # [R] bytes without the newline; LONGEST or more: LONGEST
    characters: NDArray[np.uint32]  # [R] of the texts; 0 while not checked
    languages: NDArray[np.uint8]  # [R] index into LANGUAGES; 0 while not checked
    problems: NDArray[np.uint32]  # [R] bits, see ``bit``; 0 while not checked
    blanks: NDArray[np.uint64]  # [G, 2] rows after blank lines, and the blank lines before each
    bytes: int  # of the file
    checked: bool  # False: only offsets and lengths are known (``build_index``)

    @classmethod
    def open(cls, notes: Path) -> Columns:
        """The table in a dataset's notes, mapped into memory.

        Raises OSError or ValueError when there is none, or it is damaged.
        """
        directory = notes / "rows"
        meta = json.loads((directory / "meta.json").read_text("utf-8"))
        if meta["format"] != FORMAT:
            raise ValueError(f"{directory} has another format")
        columns = {name: _mapped(directory, name, meta["rows"], DTYPES[name]) for name in DTYPES}
        blanks = _mapped(directory, _BLANKS, 2 * meta["blanks"], np.uint64)
        return cls(
            **columns, blanks=blanks.reshape(-1, 2), bytes=meta["bytes"], checked=meta["checked"]
        )

    def __len__(self) -> int:
        return len(self.offsets)

    def line(self, row: int) -> int:
        """The line (from 1) of a row (from 0). Blank lines count as lines, not as rows."""
        after = int(np.searchsorted(self.blanks[:, 0], np.uint64(row), side="right"))
        return row + 1 + (int(self.blanks[after - 1, 1]) if after else 0)

    def row(self, line: int) -> int | None:
        """The row (from 0) of a line (from 1); None when the line is blank or there is none."""
        most = int(self.blanks[-1, 1]) if len(self.blanks) else 0
        low, high = max(line - 1 - most, 0), min(line - 1, len(self) - 1)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.line(middle) < line else (low, middle)
        return low if low < len(self) and self.line(low) == line else None


class ColumnsWriter:
    """Writes a table beside the one that is there, and puts it in its place on ``commit``."""

    def __init__(self, notes: Path) -> None:
        self._final = notes / "rows"
        self.directory = notes / "rows.new"  # where the table is until it is whole
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True)
        self._files = {n: (self.directory / f"{n}.bin").open("w+b") for n in (*DTYPES, _BLANKS)}
        self.rows = 0
        self._gaps = self._blank_lines = 0

    def __enter__(self) -> ColumnsWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def write(self, columns: dict[str, NDArray[Any]], blanks: NDArray[np.uint64]) -> None:
        """Appends rows.

        Args:
            columns: an array for each of DTYPES.
            blanks: ``[G, 2]`` which of these rows come after blank lines (or a number one beyond
                the last, for the next row to come), and after how many.
        """
        for name, dtype in DTYPES.items():
            self._files[name].write(np.ascontiguousarray(columns[name], dtype).data)
        if len(blanks):
            before = np.cumsum(blanks[:, 1]) + np.uint64(self._blank_lines)
            gaps = np.stack([blanks[:, 0] + np.uint64(self.rows), before], axis=1)
            self._files[_BLANKS].write(gaps.astype(np.uint64).data)
            self._gaps += len(blanks)
            self._blank_lines = int(before[-1])
        self.rows += len(columns["offsets"])

    def mark(self, rows: NDArray[np.int64], problem: Problem) -> None:
        """Sets a problem's bit for rows (ascending) that are written already."""
        file, size = self._files["problems"], DTYPES["problems"]().itemsize
        file.flush()
        for part in np.split(rows, np.flatnonzero(np.diff(rows // _MARK_ROWS)) + 1):
            if len(part):
                first, last = int(part[0]), int(part[-1])
                file.seek(first * size)
                bits = np.frombuffer(file.read((last + 1 - first) * size), np.uint32).copy()
                bits[part - first] |= np.uint32(bit(problem))
                file.seek(first * size)
                file.write(bits.data)
        file.seek(0, 2)

    def flush(self) -> None:
        """Makes what was written visible to who reads the files in ``directory``."""
        for file in self._files.values():
            file.flush()

    def read(self, name: str, first: int, count: int) -> NDArray[Any]:
        """``count`` values of a column from row ``first``, as written so far."""
        file, dtype = self._files[name], DTYPES[name]
        self.flush()
        file.seek(first * dtype().itemsize)
        values = np.frombuffer(file.read(count * dtype().itemsize), dtype)
        file.seek(0, 2)
        return values

    def commit(self, size: int, *, checked: bool) -> None:
        """Puts the table in its place. ``size``: bytes of the dataset file."""
        self.flush()
        meta = {
            "format": FORMAT,
            "rows": self.rows,
            "blanks": self._gaps,
            "bytes": size,
            "checked": checked,
        }
        (self.directory / "meta.json").write_text(json.dumps(meta), "utf-8")
        sync_directory(self.directory)
        old = self._final.with_name("rows.old")
        shutil.rmtree(old, ignore_errors=True)
        if self._final.exists():
            self._final.rename(old)
        self.directory.rename(self._final)
        shutil.rmtree(old, ignore_errors=True)


_MARK_ROWS = 2**20
_SCAN_BYTES = 2**22
_BOM = b"\xef\xbb\xbf"  # it may stand before the first line


def build_index(path: Path, notes: Path) -> Columns:
    """The table of a file without looking into its rows: places and lengths only.

    Raises SpecError when the file cannot be read.
    """
    try:
        size = path.stat().st_size
        with ColumnsWriter(notes) as writer, path.open("rb") as file:
            _scan(file, size, writer)
            writer.commit(size, checked=False)
    except FileNotFoundError as error:
        raise SpecError("The file is not there.", field="path") from error
    return Columns.open(notes)


def _scan(file: Any, size: int, writer: ColumnsWriter) -> None:
    position = 0  # of the next block
    begin = len(_BOM) if file.read(len(_BOM)) == _BOM else 0  # of the line under way
    file.seek(0)
    while position < size:
        block = file.read(_SCAN_BYTES)
        if not block:
            break
        ends = np.flatnonzero(np.frombuffer(block, np.uint8) == 10) + position
        position += len(block)
        if position >= size and not block.endswith(b"\n"):
            ends = np.append(ends, position)
        if not len(ends):
            continue
        starts = np.concatenate([[begin], ends[:-1] + 1])
        begin = int(ends[-1]) + 1
        _write_lines(writer, starts, ends, _blank(file, starts, ends))
        file.seek(position)


def _write_lines(
    writer: ColumnsWriter,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    blank: NDArray[np.bool_],
) -> None:
    """Appends lines of which nothing else is known."""
    kept = ~blank
    lengths = np.minimum(ends - starts, LONGEST)[kept]
    zeros = np.zeros(len(lengths), np.uint8)
    after = np.unique(np.cumsum(kept)[blank], return_counts=True)
    writer.write(
        {
            "offsets": starts[kept],
            "lengths": lengths,
            "characters": zeros,
            "languages": zeros,
            "problems": zeros,
        },
        np.stack(after, axis=1).astype(np.uint64),
    )


def _blank(file: Any, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which lines hold white space alone. Nearly all others begin with a brace."""
    blank = starts == ends
    heads = _first_bytes(file, starts)
    for number in np.flatnonzero(~blank & (heads != ord("{"))):
        file.seek(int(starts[number]))
        text = file.read(min(int(ends[number] - starts[number]), MAX_LINE_BYTES))
        blank[number] = not text.decode("utf-8", "replace").strip()
    return blank


def _first_bytes(file: Any, starts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """``[L]`` of lines one after the other."""
    file.seek(int(starts[0]))
    head = file.read(1)  # this line may have begun before what else is read
    if len(starts) == 1:
        return np.frombuffer(head, np.uint8) if head else np.zeros(1, np.uint8)
    file.seek(int(starts[1]))
    rest = np.frombuffer(file.read(int(starts[-1] - starts[1]) + 1), np.uint8)
    at = starts[1:] - starts[1]
    heads = rest[np.minimum(at, len(rest) - 1)] if len(rest) else np.zeros(len(at), np.uint8)
    return np.concatenate([np.frombuffer(head, np.uint8), heads])


def _mapped(directory: Path, name: str, count: int, dtype: Any) -> NDArray[Any]:
    path = directory / f"{name}.bin"
    if path.stat().st_size != count * np.dtype(dtype).itemsize:
        raise ValueError(f"{path} has not the size that meta.json says")
    return np.memmap(path, dtype, mode="r") if count else np.zeros(0, dtype)
