"""Scanning a whole file range by range, and joining what was found to one row table."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from minimind.data.ranges import Range
from minimind.rows.columns import DTYPES, LONGEST, ColumnsWriter, bit
from minimind.rows.parts import SKETCHES, Tally, load_tally, read_array
from minimind.rows.pool import Pool
from minimind.rows.scanning import RANGE_BYTES, Scan, scan_range
from minimind.spec import SpecError
from minimind.spec.row_errors import RowError
from minimind.spec.rows import RowKind, guess_kind, read_lines
from minimind.work.folder import write_json

_FORMAT = 3  # of parts; those of another one are made anew
_LOOKED_AT = 1000  # rows from which a kind is told
_TOO_LONG = np.uint32(bit("line_too_long"))


def tell_kind(path: Path) -> RowKind:
    """The kind of the first row that shows one. Raises SpecError when none does."""
    refusal = SpecError("The file holds no rows.", remedy="Give it one JSON object a line.")
    looked_at = 0
    with path.open("rb") as file:
        lines = read_lines(file)
        while looked_at < _LOOKED_AT:
            try:
                number, text = next(lines)
                return guess_kind(text, number)
            except StopIteration:
                break
            except RowError as error:  # the lines after it can still be read
                refusal = error
                lines = read_lines(file, (error.line or 0) + 1)
            except SpecError as error:
                refusal = error
            looked_at += 1
    raise refusal


class Watched:
    """A file that must not change while it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._first = self._state()
        self.size = self._first[0]

    def check(self) -> None:
        """Raises SpecError when the file has changed."""
        if self._state() != self._first:
            raise SpecError(
                "The file changed while it was read.",
                field="path",
                remedy="Wait until it is written, then start again.",
            )

    def identity(self, kind: RowKind) -> list[int | str]:
        """Equal only for the same content."""
        return [_FORMAT, str(self.path), kind, *self._first]

    def _state(self) -> tuple[int, int]:
        try:
            state = self.path.stat()
        except OSError as error:
            raise SpecError(
                f"{self.path.name} cannot be read: {error.strerror}.", field="path"
            ) from error
        return state.st_size, state.st_mtime_ns


def scan_file(
    pool: Pool, watched: Watched, kind: RowKind, directory: Path, tick: Callable[[int], None]
) -> list[Tally]:
    """Scans what is not scanned yet; the parts are in ``directory``.

    Args:
        tick: called several times a second with the bytes that are done; may raise.

    Raises SpecError when the file changes.
    """
    _prepare(directory, watched.identity(kind))
    size = watched.size
    begins = range(0, size, RANGE_BYTES)
    ranges = [Range(begin, min(begin + RANGE_BYTES, size)) for begin in begins]
    missing = [wanted for wanted in ranges if load_tally(directory, wanted.begin) is None]
    done = size - sum(wanted.size for wanted in missing)

    def told() -> None:
        tick(done)

    scan = partial(scan_range, Scan(watched.path, kind, directory))
    for wanted, _ in pool.run(scan, missing, told):
        done += wanted.size
    watched.check()
    tallies = [load_tally(directory, wanted.begin) for wanted in ranges]
    found = [tally for tally in tallies if tally is not None]
    assert len(found) == len(ranges)
    return found


def join(directory: Path, tallies: Sequence[Tally], size: int, writer: ColumnsWriter) -> None:
    """Appends the rows of all parts to a table, and their sketches to ``directory``."""
    ends = _line_ends(tallies, size)
    with (directory / SKETCHES).open("wb") as sketches:
        for tally, end in zip(tallies, ends, strict=True):
            halves = [read_array(directory, tally, "sketches", half) for half in (0, 1)]
            sketches.write(np.stack(halves, axis=1).tobytes())
            columns = {name: read_array(directory, tally, name) for name in DTYPES}
            if tally.rows and columns["problems"][-1] & _TOO_LONG:
                # Nobody read such a line to its end: that is where the next one begins.
                columns["lengths"][-1] = min(end - int(columns["offsets"][-1]), LONGEST)
            writer.write(columns, np.array(tally.blanks, np.uint64).reshape(-1, 2))


def _line_ends(tallies: Sequence[Tally], size: int) -> list[int]:
    """Where the last line of each range ends."""
    ends: list[int] = []
    end = size
    for tally in reversed(tallies):
        ends.append(end)
        if tally.first is not None:
            end = tally.first - 1
    return ends[::-1]


def _prepare(directory: Path, identity: list[int | str]) -> None:
    """Keeps the parts that are there when they are of the same content."""
    file = directory / "identity.json"
    try:
        same = json.loads(file.read_text("utf-8")) == identity
    except (OSError, ValueError):
        same = False
    if not same:
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        write_json(file, identity)
