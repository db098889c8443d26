"""Where the rows of a part are, how long, on which side, and which are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minimind.data.ranges import Range, split_file
from minimind.data.split import held_out, split_key
from minimind.rows.problems import words_of
from minimind.spec import SpecError
from minimind.spec.rows import MAX_LINE_BYTES, RowKind, parse_row
from minimind.work.folder import write_json
from minimind.work.pool import in_order

_RANGE_BYTES = 4 * 2**20
_CHUNK = 2**16
_GROUP_ROWS = 2**19
_COLUMNS: dict[str, Any] = {
    "offsets": np.uint64,  # of the first byte of the row
    "lengths": np.uint32,  # bytes of the row, without white space around it
    "characters": np.uint32,  # of its texts
    "keys": np.uint64,  # that the held-out split goes by
    "same": np.uint64,  # two of them a row, equal for rows that train the same
}
_BOM = b"\xef\xbb\xbf"

Tick = Callable[[int], None]  # bytes done


@dataclass(frozen=True)
class _Found:
    """What one range of bytes holds."""

    size: int
    lines: int
    columns: dict[str, NDArray[Any]]
    error: tuple[int, str, str | None] | None  # line in the range, message, field


class PartIndex:
    """The ``R`` rows of a file, as columns on the disk.

    Attributes:
        alive: ``[R]`` rows that may be taken, all at first.
    """

    def __init__(self, path: Path, directory: Path) -> None:
        """Of an index that ``build`` has made. Raises OSError, ValueError when there is none."""
        self.path = path
        self.rows = int(json.loads((directory / "index.json").read_text("utf-8"))["rows"])
        self._directory = directory
        self.alive: NDArray[np.bool_] = np.memmap(
            directory / "alive.bin", np.bool_, "w+", shape=(self.rows,)
        )
        self.alive[:] = True

    def path_of(self, name: str) -> Path:
        """Of a file beside the columns."""
        return self._directory / f"{name}.bin"

    def values(self, name: str, chunk: slice) -> NDArray[Any]:
        """``[C]`` (``same``: ``[C, 2]``) a column of the rows of a chunk."""
        width = 2 if name == "same" else 1
        dtype = np.dtype(_COLUMNS[name])
        values = np.fromfile(
            self.path_of(name),
            dtype,
            (chunk.stop - chunk.start) * width,
            offset=chunk.start * width * dtype.itemsize,
        )
        return values.reshape(-1, 2) if width == 2 else values

    def chunks(self) -> Iterator[slice]:
        """Places of a bounded number of rows each."""
        for first in range(0, self.rows, _CHUNK):
            yield slice(first, min(first + _CHUNK, self.rows))

    def keep_side(self, side: str, fraction: float) -> None:
        """Rows on the other side are no longer alive. ``side``: train or held_out."""
        for chunk in self.chunks():
            outside = held_out(self.values("keys", chunk), fraction)
            self.alive[chunk] &= outside if side == "held_out" else ~outside

    def left(self) -> tuple[int, int]:
        """(rows, characters) that are alive."""
        rows = total = 0
        for chunk in self.chunks():
            alive = self.alive[chunk]
            rows += int(np.count_nonzero(alive))
            total += int(self.values("characters", chunk)[alive].sum(dtype=np.int64))
        return rows, total


def build(path: Path, kind: RowKind, directory: Path, tick: Tick, workers: int | None) -> PartIndex:
    """Reads a file once, on all processors, unless its index is there already.

    Raises SpecError at the first bad row.
    """
    size = path.stat().st_size
    try:
        if json.loads((directory / "index.json").read_text("utf-8"))["bytes"] == size:
            return PartIndex(path, directory)
    except (OSError, ValueError, KeyError):
        pass
    directory.mkdir(parents=True, exist_ok=True)
    ranges = split_file(path, 0, size, _RANGE_BYTES)
    rows = lines = done = 0
    files = {name: (directory / f"{name}.bin").open("wb") for name in _COLUMNS}
    try:
        results = in_order(partial(_look, path, kind), ranges, 1 if len(ranges) < 3 else workers)
        with closing(results):
            for found in results:
                tick(done)
                if found is None:
                    continue
                if found.error is not None:
                    line, message, field = found.error
                    raise SpecError(message, field=field, line=lines + line)
                for name, file in files.items():
                    file.write(found.columns[name].tobytes())
                rows += len(found.columns["offsets"])
                lines += found.lines
                done += found.size
    finally:
        for file in files.values():
            file.close()
    if not rows:
        raise SpecError("The file holds no rows.")
    write_json(directory / "index.json", {"rows": rows, "bytes": size})
    return PartIndex(path, directory)


def _look(path: Path, kind: RowKind, wanted: Range) -> _Found:
    with path.open("rb") as file:
        file.seek(wanted.begin)
        block = file.read(wanted.size)
    offsets: list[int] = []
    lengths: list[int] = []
    characters: list[int] = []
    keys: list[int] = []
    same: list[bytes] = []
    at, number = wanted.begin, 0
    lines = block.split(b"\n")
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if at == 0:
            line = line.removeprefix(_BOM)
        if line:
            try:
                row = _parsed(line, kind, number)
            except SpecError as error:
                return _Found(0, 0, {}, (number, error.message, error.field))
            words = words_of(row, kind)
            offsets.append(at + raw.index(line))
            lengths.append(len(line))
            characters.append(len(words.main) + len(words.aside))
            keys.append(split_key(row, kind))
            same.append(hashlib.sha256(words.identity.encode("utf-8")).digest()[:16])
        at += len(raw) + 1
    columns = {
        "offsets": np.array(offsets, np.uint64),
        "lengths": np.array(lengths, np.uint32),
        "characters": np.array(characters, np.uint32),
        "keys": np.array(keys, np.uint64),
        "same": np.frombuffer(b"".join(same), np.uint64),
    }
    return _Found(wanted.size, number - (lines[-1] == b""), columns, None)


def _parsed(line: bytes, kind: RowKind, number: int) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise SpecError("The line is too long.", line=number)
    try:
        return parse_row(line.decode("utf-8").strip(), kind, number)
    except UnicodeDecodeError as error:
        raise SpecError("The line is not UTF-8.", line=number) from error


def drop_same(parts: list[PartIndex], tick: Tick) -> list[int]:
    """Of living rows that train the same only the first stays alive. Returns losses by part.

    The rows are looked at in groups of equal digests' beginnings, so that few are in memory.
    """
    total = sum(part.rows for part in parts)
    groups = max(1, -(-total // _GROUP_ROWS))
    lost = [0] * len(parts)
    for group in range(groups):
        tick(total * group // groups)
        found = [_in_group(part, group, groups) for part in parts]
        digests = np.concatenate([digests for digests, _ in found])
        owner = np.repeat(np.arange(len(parts)), [len(rows) for _, rows in found])
        rows = np.concatenate([rows for _, rows in found])
        order = np.lexsort((digests[:, 1], digests[:, 0]))  # stable: the first stays first
        ranked = digests[order]
        again = order[1:][(ranked[1:] == ranked[:-1]).all(axis=1)]
        for at, part in enumerate(parts):
            gone = rows[again[owner[again] == at]]
            part.alive[gone] = False
            lost[at] += len(gone)
    return lost


def _in_group(
    part: PartIndex, group: int, groups: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """(digests, rows) of the living rows of a group."""
    digests: list[NDArray[np.uint64]] = [np.zeros((0, 2), np.uint64)]
    rows: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for chunk in part.chunks():
        values = part.values("same", chunk)
        inside = np.flatnonzero((values[:, 0] % np.uint64(groups) == group) & part.alive[chunk])
        digests.append(values[inside])
        rows.append(inside + chunk.start)
    return np.concatenate(digests), np.concatenate(rows)
