"""Looking at every row that begins in one byte range of a file, with memory for a few of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from minimind.data.ranges import Range
from minimind.rows.columns import bit
from minimind.rows.measuring import measure
from minimind.rows.parts import Tally, save_part
from minimind.rows.problems import EXCERPT, excerpt
from minimind.spec.report import Problem
from minimind.spec.row_errors import RowError
from minimind.spec.rows import MAX_LINE_BYTES, RowKind, parse_row, read_lines

RANGE_BYTES = 2**22
EXAMPLES = 5
_BATCH_BYTES = 2**17  # what fits into a processor's cache is looked at twice as fast
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Scan:
    """What the work on a range needs to know; goes to the workers."""

    path: Path
    kind: RowKind
    directory: Path  # where the parts go


def scan_range(scan: Scan, wanted: Range, check: Callable[[], None]) -> None:
    """Makes the part of a range; calls ``check``, which may raise, several times a second."""
    tally = Tally(wanted.begin, wanted.end)
    found = _Found(tally)
    with scan.path.open("rb") as file:
        start, block = _lines_of(file, wanted)
    if block:
        tally.first = start
    for lines in _batches(start, block):
        check()
        _scan_lines(scan.kind, lines, found)
    save_part(scan.directory, tally, found.arrays())


def _batches(start: int, block: bytes) -> Iterator[_Lines]:
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == 10)
    is_open = not block.endswith(b"\n")
    if is_open and block:
        ends = np.append(ends, len(block))
    starts = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
    cuts = np.flatnonzero(np.diff(starts // _BATCH_BYTES)) + 1
    for first, after in zip([0, *cuts.tolist()], [*cuts.tolist(), len(starts)], strict=True):
        if first < after:
            begin, end = int(starts[first]), int(ends[after - 1])
            yield _Lines(
                block[begin:end],
                start + begin,
                starts[first:after] - begin,
                ends[first:after] - begin,
                open=is_open and after == len(starts),
            )


def _lines_of(file: BinaryIO, wanted: Range) -> tuple[int, bytes]:
    """Where the range's first line begins, and the bytes of all lines that begin in it.

    The last one may end beyond the range; of one that is too long only the beginning is read.
    """
    begin = wanted.begin
    if begin:  # a line begins after a newline
        file.seek(begin - 1)
        block = file.read(wanted.size + 1)
        newline = block.find(b"\n", 0, wanted.size)
        if newline < 0:
            return begin, b""
        begin += newline
        block = block[newline + 1 :]
    else:
        block = file.read(wanted.size)
    if not block.endswith(b"\n"):
        tail = len(block) - (block.rfind(b"\n") + 1)
        block += file.readline(max(MAX_LINE_BYTES + 1 - tail, 0))
    return begin, block


@dataclass(frozen=True)
class _Lines:
    """A few lines of a file."""

    block: bytes
    position: int  # in the file
    starts: NDArray[np.int64]  # in the block
    ends: NDArray[np.int64]
    open: bool  # the last one has no newline


class _Found:
    """What is known of the rows of a range so far."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self._pieces: dict[str, list[NDArray[Any]]] = {}

    def add(self, **columns: NDArray[Any]) -> None:
        """Appends the next rows to columns, ``[..., R]``."""
        for name, column in columns.items():
            self._pieces.setdefault(name, []).append(column)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All columns, ``[..., R]``; none when the range has no line."""
        return {name: np.concatenate(parts, axis=-1) for name, parts in self._pieces.items()}

    def wants(self, problem: Problem) -> bool:
        """Whether another example is welcome."""
        return len(self.tally.examples.get(problem, ())) < EXAMPLES

    def example(
        self, problem: Problem, line: int, where: str | None, message: str, shown: str
    ) -> None:
        """Keeps an example. ``line``: from 0, in the lines that are looked at."""
        example = self.tally.lines + line, where, message, shown
        self.tally.examples.setdefault(problem, []).append(example)


def _scan_lines(kind: RowKind, lines: _Lines, found: _Found) -> None:
    tally = found.tally
    accepted = _all_accepted(kind, lines)
    count = len(lines.starts)
    if accepted is None:
        accepted, of_row, bits = _accepted(kind, lines, found)
    else:
        of_row, bits = np.arange(count), np.zeros(count, np.uint32)
    at = np.flatnonzero(bits == 0)
    measured = measure(kind, accepted)
    for doubt in measured.doubts:
        bits[at[doubt.row]] |= np.uint32(bit(doubt.problem))
        if found.wants(doubt.problem):
            line = int(of_row[at[doubt.row]])
            found.example(doubt.problem, line, None, doubt.message, doubt.shown)
    starts, ends = lines.starts[of_row], lines.ends[of_row]
    if lines.position == 0 and len(of_row) and of_row[0] == 0 and lines.block.startswith(_BOM):
        starts[0] += len(_BOM)
    found.add(
        offsets=(starts + lines.position).astype(np.uint64),
        lengths=(ends - starts).astype(np.uint32),
        problems=bits,
    )
    for name, values in measured.columns.items():
        column = np.zeros((*values.shape[:-1], len(bits)), values.dtype)
        column[..., at] = values
        found.add(**{name: column})
    tally.turns += measured.turns
    tally.lines += count
    tally.rows += len(bits)


def _all_accepted(kind: RowKind, lines: _Lines) -> list[dict[str, Any]] | None:
    """The rows of the lines, in the shortest way; None when a line is blank or not good."""
    block = lines.block.removeprefix(_BOM) if lines.position == 0 else lines.block
    if len(block) >= MAX_LINE_BYTES:  # with its newline a line may be too long
        return None
    try:
        # White space around an object is no mistake, so nothing needs to be cut off.
        return [parse_row(line, kind, 1) for line in block.decode("utf-8").split("\n")]
    except (UnicodeDecodeError, RowError):
        return None


def _accepted(
    kind: RowKind, lines: _Lines, found: _Found
) -> tuple[list[dict[str, Any]], NDArray[np.int64], NDArray[np.uint32]]:
    """(rows that can be trained, ``[R]`` the line of each row, ``[R]`` its problems)."""
    accepted: list[dict[str, Any]] = []
    of_row: list[int] = []
    problems: list[int] = []
    for index, text in enumerate(_decoded(lines)):
        if text == "":
            found.tally.add_blank(found.tally.rows + len(of_row))
            continue
        of_row.append(index)
        try:
            accepted.append(parse_row(text or _refused(lines, index), kind, 1))
            problems.append(0)
        except RowError as error:
            problems.append(bit(error.problem))
            if found.wants(error.problem):
                shown = excerpt(text or _torn(lines, index))
                found.example(error.problem, index, error.field, error.message, shown)
    return accepted, np.array(of_row, np.int64), np.array(problems, np.uint32)


def _decoded(lines: _Lines) -> list[str | None]:
    """The text of each line; None for what ``read_lines`` would refuse."""
    block = lines.block.removeprefix(_BOM) if lines.position == 0 else lines.block
    texts: list[str | None]
    try:
        texts = [line.strip() for line in block.decode("utf-8").split("\n")]
    except UnicodeDecodeError:
        texts = [_text(line) for line in block.split(b"\n")]
    sizes = lines.ends - lines.starts
    sizes[:-1] += 1
    sizes[-1] += not lines.open
    for index in np.flatnonzero(sizes > MAX_LINE_BYTES):
        texts[index] = None
    return texts


def _text(line: bytes) -> str | None:
    try:
        return line.decode("utf-8").strip()
    except UnicodeDecodeError:
        return None


def _refused(lines: _Lines, index: int) -> str:
    """Raises RowError, as ``read_lines`` does for the line."""
    raw = _raw(lines, index)
    last = index == len(lines.starts) - 1
    source = io.BytesIO(raw if last and lines.open else raw + b"\n")
    first = lines.position == 0 and index == 0
    return next(read_lines(source, 1 if first else 2))[1]


def _torn(lines: _Lines, index: int) -> str:
    return _raw(lines, index)[: 4 * EXCERPT].decode("utf-8", "replace")


def _raw(lines: _Lines, index: int) -> bytes:
    return lines.block[int(lines.starts[index]) : int(lines.ends[index])]
