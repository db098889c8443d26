"""Encoding one range of a dataset file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minimind.data.encoded import Encoded
from minimind.data.ranges import Range, RangeReader
from minimind.data.split import split_key
from minimind.data.store import ArrayWriter
from minimind.spec import SpecError
from minimind.spec.rows import RowKind, parse_row, read_lines

# Dataset rows to encoded rows: equally many for each, in the same order. It can be pickled.
RowEncoder = Callable[[list[dict[str, Any]]], Encoded]

# Small batches stay in the processor's cache: the tokenizer is twice as fast on them.
_BATCH_ROWS = 256
_BATCH_CHARACTERS = 2**18


@dataclass(frozen=True)
class Source:
    """What the work on a range needs to know; goes to the workers."""

    path: Path
    kind: RowKind
    encode: RowEncoder
    directory: Path  # where the parts go

    def part(self, wanted: Range) -> Path:
        """The shard directory of one range."""
        return self.directory / f"{wanted.begin}-{wanted.end}"


def encode_range(source: Source, wanted: Range, writer: ArrayWriter) -> Iterator[int]:
    """Appends the rows of a range to ``writer``; yields after every batch the bytes read so far.

    Raises SpecError for a bad row; lines are counted from the beginning of the range.
    """
    # Only line 1 of a file may begin with a byte-order mark: elsewhere lines count from 2.
    first = 1 if wanted.begin == 0 else 2
    with source.path.open("rb") as file:
        reader = RangeReader(file, wanted)
        try:
            for rows, keys in _batches(reader, source.kind, first):
                writer.write(source.encode(rows), keys)
                yield reader.bytes_read
        except SpecError as error:
            if error.line is not None:
                error.line -= first - 1
            raise
    writer.meta["lines"] += reader.lines
    writer.meta["parts"].append([wanted.end, reader.checksum])


def encode_part(source: Source, wanted: Range, check: Callable[[], None]) -> None:
    """Makes the part of a range; calls ``check``, which may raise, after every batch."""
    temporary = Path(tempfile.mkdtemp(prefix=".", dir=source.directory))
    try:
        with ArrayWriter(temporary) as writer:
            for _ in encode_range(source, wanted, writer):
                check()
            writer.commit()
        temporary.rename(source.part(wanted))
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _batches(
    reader: RangeReader, kind: RowKind, first: int
) -> Iterator[tuple[list[dict[str, Any]], list[int]]]:
    """Checked rows and their split keys, a little at a time."""
    rows: list[dict[str, Any]] = []
    keys: list[int] = []
    characters = 0
    for line, text in read_lines(reader, first):
        row = parse_row(text, kind, line)
        rows.append(row)
        keys.append(split_key(row, kind))
        characters += len(text)
        if len(rows) >= _BATCH_ROWS or characters >= _BATCH_CHARACTERS:
            yield rows, keys
            rows, keys, characters = [], [], 0
    if rows:
        yield rows, keys
