"""Pages of the rows of a dataset, filtered by what the row table knows and by words in them.

Looking through a large file takes longer than an answer may: each page looks for a short while,
in small portions (for other threads of the process wait meanwhile), and says where to go on.
"""

from __future__ import annotations

import json
import mmap
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from minimind.rows.columns import LANGUAGES, Columns, bit, problems_of
from minimind.rows.problems import words_of
from minimind.rows.xray import line_text
from minimind.spec import SpecError
from minimind.spec.rows import RowKind, parse_row
from minimind.spec.xray import Language, RowFilter, RowInfo, RowPage

LOOK_S = 0.7
MAX_ROWS = 100
_CHUNK_ROWS = 2**18
_PORTION_BYTES = 2**19
_PAGE_BYTES = 8 * 2**20  # of lines that one page parses
_WORDS = 240  # characters shown of a row

assert get_args(Language) == LANGUAGES


def page(
    path: Path,
    kind: RowKind,
    columns: Columns,
    wanted: RowFilter,
    *,
    first: int = 0,
    limit: int = 50,
    look_s: float = LOOK_S,
) -> RowPage:
    """Rows that fit, from row ``first`` on, ``limit`` at most."""
    limit = min(limit, MAX_ROWS)
    deadline = time.monotonic() + look_s
    rows: list[RowInfo] = []
    taken = 0
    reached = len(columns)
    for position, row in _matches(path, columns, wanted, first):
        if row is not None:
            rows.append(_info(path, kind, columns, row))
            taken += int(columns.lengths[row])
        enough = len(rows) >= limit or taken >= _PAGE_BYTES
        if enough or time.monotonic() > deadline:
            reached = position
            break
    return RowPage(
        rows=rows,
        looked_at=max(reached - first, 0),
        total=len(columns),
        next=reached if reached < len(columns) else None,
    )


def _matches(
    path: Path, columns: Columns, wanted: RowFilter, first: int
) -> Iterator[tuple[int, int | None]]:
    """Yields (the row to go on from, a row that fits or None for a rest on the way)."""
    for begin in range(first, len(columns), _CHUNK_ROWS):
        end = min(begin + _CHUNK_ROWS, len(columns))
        fits = _fits(columns, wanted, begin, end)
        if not fits.any():
            yield end, None
        elif wanted.search:
            yield from _search(path, columns, wanted.search, fits, begin)
        else:
            for row in np.flatnonzero(fits) + begin:
                yield int(row) + 1, int(row)
            yield end, None


def _fits(columns: Columns, wanted: RowFilter, begin: int, end: int) -> NDArray[np.bool_]:
    fits = np.ones(end - begin, np.bool_)
    if wanted.problem is not None:
        fits &= (columns.problems[begin:end] & np.uint32(bit(wanted.problem))) != 0
    if wanted.language is not None:
        fits &= columns.languages[begin:end] == LANGUAGES.index(wanted.language)
    if wanted.min_characters:
        fits &= columns.characters[begin:end] >= wanted.min_characters
    if wanted.max_characters is not None:
        fits &= columns.characters[begin:end] <= wanted.max_characters
    return fits


def _search(
    path: Path, columns: Columns, words: str, fits: NDArray[np.bool_], begin: int
) -> Iterator[tuple[int, int | None]]:
    """Rows of a chunk in whose lines the words stand, in either of JSON's spellings."""
    spellings = {json.dumps(words, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    spellings.add(json.dumps(words, ensure_ascii=False)[1:-1].replace("/", "\\/"))
    try:
        encoded = [re.escape(spelling.encode()) for spelling in sorted(spellings)]
    except UnicodeEncodeError as error:
        raise SpecError("The words hold half a character.", field="search") from error
    pattern = re.compile(b"|".join(encoded), re.IGNORECASE)
    stop = begin + len(fits)
    starts = columns.offsets[begin:stop].astype(np.int64)
    ends = starts + columns.lengths[begin:stop]
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as lines:
        number = 0
        while number < len(fits):
            last = int(np.searchsorted(starts, starts[number] + _PORTION_BYTES))
            last = min(max(last, number + 1), len(fits))
            found = number
            while found < last and (
                hit := pattern.search(lines, int(starts[found]), int(ends[last - 1]))
            ):
                found = int(np.searchsorted(starts, hit.start(), side="right")) - 1
                if fits[found]:
                    yield begin + found + 1, begin + found
                found += 1
            number = last
            yield begin + number, None


def _info(path: Path, kind: RowKind, columns: Columns, row: int) -> RowInfo:
    text = line_text(path, columns, row)
    try:
        words = " ".join(words_of(parse_row(text, kind, row + 1), kind).main.split())
    except SpecError:
        words = text
    return RowInfo(
        row=row,
        line=columns.line(row),
        words=words[:_WORDS],
        bytes=int(columns.lengths[row]),
        characters=int(columns.characters[row]),
        language=LANGUAGES[int(columns.languages[row])],
        problems=problems_of(int(columns.problems[row])),
    )
