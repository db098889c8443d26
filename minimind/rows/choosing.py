"""Which format the rows of an open file have, told from the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from minimind.rows import converting
from minimind.rows.converters import Converter
from minimind.rows.converting import Candidate, Conversion
from minimind.rows.raw import RawRow
from minimind.rows.reading import Rows, open_rows
from minimind.spec import SpecError
from minimind.spec.preview import Container, Reading

_TABLES: tuple[Container, ...] = ("csv", "tsv", "parquet")


@dataclass(frozen=True)
class Sampled:
    """The first rows of a file.

    Attributes:
        columns: of the table, or all keys of the rows.
        candidates: formats that fit, the best first.
    """

    rows: list[RawRow]
    columns: list[str]
    candidates: list[Candidate]


@dataclass(frozen=True)
class Choice:
    """How the rows of a file are converted.

    Attributes:
        keeps: they are the family's own, and stay as they are.
        mapping: field -> column, as the user gave it.
        wanted: columns to read; None: all.
        unread: columns that are not.
    """

    converter: Converter
    keeps: bool
    mapping: dict[str, str]
    wanted: list[str] | None
    unread: list[str]

    def conversion(self) -> Conversion:
        """A new one, which remembers nothing yet."""
        return Conversion(self.converter, self.mapping, keep=self.keeps, unread=self.unread)


def open_in(request: Reading) -> Rows:
    """The rows that a request names. Raises SpecError."""
    return open_rows(
        request.source,
        request.filename,
        container=request.container,
        encoding=request.encoding,
    )


def sampled(rows: Rows, request: Reading) -> Sampled:
    """Looks at the first rows. Raises SpecError when none can be read, or for a bad mapping."""
    first: list[RawRow] = []
    size = 0
    for row in rows.read():
        first.append(row)
        size += converting.size_of(row.text or row.value)
        if len(first) >= converting.SAMPLE_ROWS or size >= converting.SAMPLE_CHARACTERS:
            break
    objects = converting.sample(first)
    columns = rows.columns or list(dict.fromkeys(name for row in objects for name in row))
    if not objects:
        raise _no_rows(first)
    converting.check_mapping(request.mapping, columns)
    found = converting.candidates(
        [converting.mapped(row, request.mapping) for row in objects],
        format=request.format,
        kind=request.row_kind,
    )
    return Sampled(first, columns, found)


def choose(rows: Rows, request: Reading, found: Sampled | None = None) -> Choice:
    """The format that fits best. Raises SpecError when none does.

    Args:
        found: what ``sampled`` gave, if it was asked already.
    """
    found = found or sampled(rows, request)
    if not found.candidates:
        names = list(request.mapping) or found.columns
        raise converting.unknown_format(names, request.format, request.row_kind)
    converter = found.candidates[0].converter
    table = rows.found.container in _TABLES
    needed = list(request.mapping.values()) or [
        name for name in found.columns if name in converter.fields
    ]
    projected = rows.found.container == "parquet"
    return Choice(
        converter=converter,
        keeps=converter.format == "native" and not request.mapping and not table,
        mapping=request.mapping,
        wanted=needed if projected else None,
        unread=[name for name in found.columns if name not in needed] if projected else [],
    )


def _no_rows(first: Sequence[RawRow]) -> SpecError:
    if not first:
        return SpecError("The file holds no rows.", field="source", remedy="Give it rows.")
    why = first[0].problem or "It is no object."
    return SpecError(
        f"None of the first {len(first):,} rows can be read. {why}",
        field="source",
        line=first[0].number,
        remedy='Give it one JSON object a line, such as {"text": "some words"}.',
    )
