"""Parquet: batches of rows, of the wanted columns alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from minimind.rows.archives import SourceFile
from minimind.rows.raw import RawRow
from minimind.spec import SpecError

_BATCH_BYTES = 4 * 2**20
_BATCH_ROWS = 128
_BUFFER_BYTES = 2**20
# Made of a column chunk at most for each byte on disk, beyond 64 MiB: more is made to fill memory.
_MOST_RATIO = 1000
_RATIO_FROM_BYTES = 64 * 2**20


def columns(source: SourceFile) -> list[str]:
    """The names of the columns. Raises SpecError for a damaged file."""
    file = _open(source)
    return [str(name) for name in file.schema_arrow.names]


def rows(source: SourceFile, wanted: Sequence[str] | None) -> Iterator[tuple[RawRow, float]]:
    """(row, share of the file read) for all rows, counted from 1.

    Raises SpecError for a damaged file.
    """
    file = _open(source)
    total = max(file.metadata.num_rows, 1)
    number = 0
    try:
        for group in range(file.metadata.num_row_groups):
            size = _batch_rows(file, group, wanted)
            batches = file.iter_batches(size, [group], columns=wanted, use_threads=False)
            for batch in batches:
                for value in _values(batch):
                    number += 1
                    yield RawRow(number, value), number / total
    except (pa.ArrowException, OSError, MemoryError, UnicodeDecodeError) as error:
        raise _damaged(error, number + 1) from error


def _values(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """A few rows at a time: a batch may hold one long text many times over."""
    mean = batch.nbytes // max(batch.num_rows, 1)
    # Asked for everywhere, it takes five times as long.
    maps: dict[str, Any] = {"maps_as_pydicts": "lossy"} if "map<" in str(batch.schema) else {}
    step = max(1, min(32, _BATCH_BYTES // max(mean, 1)))
    for begin in range(0, batch.num_rows, step):
        yield from batch.slice(begin, step).to_pylist(**maps)


def _batch_rows(file: pq.ParquetFile, group: int, wanted: Sequence[str] | None) -> int:
    """Rows of a group that take about ``_BATCH_BYTES``. Raises SpecError for a group too dense."""
    found = file.metadata.row_group(group)
    size = 0
    for index in range(found.num_columns):
        column = found.column(index)
        name = column.path_in_schema.split(".")[0]
        if wanted is not None and name not in wanted:
            continue
        unpacked, packed = column.total_uncompressed_size, column.total_compressed_size
        if unpacked > _RATIO_FROM_BYTES and unpacked > _MOST_RATIO * packed:
            raise SpecError(
                f"Column {name[:80]!r} unpacks to more than {_MOST_RATIO} times its size.",
                field="source",
                remedy="Text never does. Write the file again without packing, if it is right.",
            )
        size += unpacked
    mean = size // max(found.num_rows, 1)
    return max(1, min(_BATCH_ROWS, _BATCH_BYTES // max(mean, 1)))


def _open(source: SourceFile) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(str(source.path), buffer_size=_BUFFER_BYTES, pre_buffer=False)
    except (pa.ArrowException, OSError, MemoryError) as error:
        raise _damaged(error) from error


def dumped(value: Any) -> bytes:
    """A row with values that JSON does not know, as JSON."""
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _damaged(error: BaseException, row: int | None = None) -> SpecError:
    words = str(error).split("\n")[0][:200] or type(error).__name__
    return SpecError(
        f"The Parquet file is damaged or cut off ({words}).",
        field="source",
        line=row,
        remedy="Upload it again, whole.",
    )
