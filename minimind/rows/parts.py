"""What is found out about one byte range of a dataset file, until all ranges are joined."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minimind.rows.fingerprints import BANDS
from minimind.spec.report import Problem

# name -> (type, values a row); in the file they follow one another in this order.
_ARRAYS: dict[str, tuple[Any, int]] = {
    "offsets": (np.uint64, 1),
    "sketches": (np.uint64, 2),  # [2, R]
    "exact": (np.uint64, 1),  # equal for rows that train the same; 0 for rows that cannot
    "lengths": (np.uint32, 1),
    "characters": (np.uint32, 1),
    "problems": (np.uint32, 1),
    "bands": (np.uint32, BANDS),  # [BANDS, R]
    "languages": (np.uint8, 1),
}

SKETCHES = "sketches.bin"  # [R, 2] of all ranges in one file: pairs of rows are looked up in it


@dataclass
class Tally:
    """The few numbers of a range.

    Attributes:
        begin, end: the bytes in which the range's lines begin.
        first: where its first line begins; None when none does.
        blanks: ``[row of the range, blank lines directly before it]`` where there are some.
        examples: ``[line in the range, field, message, excerpt]`` by problem.
    """

    begin: int
    end: int
    first: int | None = None
    lines: int = 0
    rows: int = 0
    turns: int = 0
    blanks: list[list[int]] = field(default_factory=list)
    examples: dict[Problem, list[tuple[int, str | None, str, str]]] = field(default_factory=dict)

    def add_blank(self, row: int) -> None:
        """Counts a blank line before a row of the range."""
        if not self.blanks or self.blanks[-1][0] != row:
            self.blanks.append([row, 0])
        self.blanks[-1][1] += 1


def save_part(directory: Path, tally: Tally, arrays: dict[str, NDArray[Any]]) -> None:
    """Whole or not at all: the tally, which comes last, vouches for the arrays."""
    with _file(directory, tally.begin, "bin").open("wb") as file:
        for name, (dtype, _) in _ARRAYS.items():
            if name in arrays:
                file.write(np.ascontiguousarray(arrays[name], dtype).tobytes())
    beside = _file(directory, tally.begin, f"{os.getpid()}.new")
    beside.write_text(json.dumps(asdict(tally)), "utf-8")
    beside.replace(_file(directory, tally.begin, "json"))


def load_tally(directory: Path, begin: int) -> Tally | None:
    """The tally of a finished range; None when it is not there whole."""
    try:
        tally = Tally(**json.loads(_file(directory, begin, "json").read_text("utf-8")))
        size = _file(directory, begin, "bin").stat().st_size
    except (OSError, ValueError, TypeError):
        return None
    width = sum(np.dtype(dtype).itemsize * count for dtype, count in _ARRAYS.values())
    return tally if size == tally.rows * width else None


def read_array(directory: Path, tally: Tally, name: str, number: int = 0) -> NDArray[Any]:
    """``[R]`` one array of a range; of ``bands`` and ``sketches`` the one asked for."""
    position = 0
    for other, (dtype, count) in _ARRAYS.items():
        if other == name:
            position += number * tally.rows * np.dtype(dtype).itemsize
            return np.fromfile(
                _file(directory, tally.begin, "bin"), dtype, tally.rows, offset=position
            )
        position += tally.rows * count * np.dtype(dtype).itemsize
    raise KeyError(name)


def first_rows(tallies: Iterable[Tally]) -> list[int]:
    """The number of rows before each range."""
    counts = [0]
    for tally in tallies:
        counts.append(counts[-1] + tally.rows)
    return counts[:-1]


def _file(directory: Path, begin: int, suffix: str) -> Path:
    return directory / f"{begin}.{suffix}"
