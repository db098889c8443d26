"""The format of a block: columns of float64 behind a header that names them.

    "CB"  version (1 byte)  flags (1 byte)  rows (4)  bytes of the names (2)  names  columns

Numbers are little-endian. The names are joined by commas; each column follows whole, in their
order. A column without any value in this block is left out, and one that this code does not know
is passed over, so columns can be added to event lines without changing stored blocks. NaN stands
for a value that was not finite and for one that was not measured.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from minimind.spec.events import Metric, Validation

Kind = Literal["metric", "validation"]
Table = NDArray[np.float64]  # [columns, points], the columns as in COLUMNS
Columns = dict[str, NDArray[np.float64]]  # by name, each [points]

ROW: Final = "row"  # only in summaries: the point's number
_UNSTORED = {"type", "nonfinite"}
COLUMNS: Final[dict[Kind, tuple[str, ...]]] = {
    "metric": tuple(name for name in Metric.model_fields if name not in _UNSTORED),
    "validation": tuple(name for name in Validation.model_fields if name not in _UNSTORED),
}
_VALUES = {kind: attrgetter(*names) for kind, names in COLUMNS.items()}

_HEADER = struct.Struct("<2sBBIH")
_MAGIC = b"CB"
_VERSION = 1
_PACKED = 1


def columns_of(kind: Kind, events: Sequence[Metric | Validation]) -> Table:
    """Event lines as a table."""
    values = _VALUES[kind]
    return np.array([values(event) for event in events], dtype=np.float64).T


def empty(kind: Kind, *, summary: bool = False) -> Table:
    """A table without points."""
    return np.empty((len(names_of(kind, summary=summary)), 0))


def names_of(kind: Kind, *, summary: bool = False) -> tuple[str, ...]:
    """The names of a table's columns."""
    return (*COLUMNS[kind], ROW) if summary else COLUMNS[kind]


def encode(table: Table, names: Sequence[str], *, pack: bool = False) -> bytes:
    """A block of the table. ``pack``: compressed, for blocks that will not change again."""
    measured: list[int] = np.flatnonzero((~np.isnan(table)).any(axis=1)).tolist()
    told = ",".join(names[place] for place in measured).encode()
    body = table[measured].astype("<f8").tobytes()
    header = _HEADER.pack(_MAGIC, _VERSION, _PACKED if pack else 0, table.shape[1], len(told))
    return b"".join((header, told, zlib.compress(body, 1) if pack else body))


def decode(block: bytes, names: Sequence[str]) -> Table:
    """The table of a block. Raises ValueError for bytes that are none."""
    count, told, stored = _open(block)
    if told == list(names):
        return stored
    table = np.full((len(names), count), np.nan)
    for place, name in enumerate(names):
        if name in told:
            table[place] = stored[told.index(name)]
    return table


def columns(block: bytes, names: Sequence[str]) -> Columns:
    """Columns of a block, each a look into its bytes: what is not asked for costs nothing.

    Raises ValueError for bytes that are none.
    """
    count, told, stored = _open(block)
    found = dict(zip(told, stored, strict=True))
    missing = np.broadcast_to(np.nan, count)
    return {name: found.get(name, missing) for name in names}


def _open(block: bytes) -> tuple[int, list[str], Table]:
    """The number of points, the names of the stored columns, and these, not copied."""
    try:
        magic, version, flags, count, length = _HEADER.unpack_from(block)
    except struct.error as error:
        raise ValueError("A block of a curve is cut off.") from error
    if (magic, version) != (_MAGIC, _VERSION):
        raise ValueError(f"Not a block of a curve: it begins {block[:3]!r}.")
    start = _HEADER.size + length
    told = block[_HEADER.size : start].decode().split(",") if length else []
    body = memoryview(block)[start:]
    values = np.frombuffer(zlib.decompress(body) if flags & _PACKED else body, dtype="<f8")
    return count, told, values.reshape(len(told), count)
