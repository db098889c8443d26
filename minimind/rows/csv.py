"""CSV and TSV: a header, then records, which may go over several lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from minimind.rows.raw import RawRow
from minimind.spec import SpecError
from minimind.spec.rows import MAX_LINE_BYTES


def header(lines: Iterator[bytes], delimiter: str) -> list[str]:
    """The names of the columns. Raises SpecError for names that cannot tell columns apart."""
    _allow_long_fields()
    source = _Lines(lines)
    try:
        names = next(csv.reader(source, delimiter=delimiter), [])
    except csv.Error as error:
        raise _broken(1, str(error)) from error
    names = [name.strip() for name in names]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None or not any(names):
        told = f"has two columns {twice[:80]!r}" if twice else "does not name the columns"
        raise SpecError(
            f"The first line {told}.",
            field="source",
            line=1,
            remedy="Give each column a name of its own in the first line.",
        )
    return names


def records(lines: Iterator[bytes], delimiter: str) -> Iterator[RawRow]:
    """All records after the header, as {column: text}, counted from 1.

    Raises SpecError where quotes do not close.
    """
    _allow_long_fields()
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    names = [name.strip() for name in next(reader)]
    number = 0
    while True:
        source.begin()
        problem = None
        cells: list[str] = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error) or "field larger" in str(error):
                raise _broken(source.first, "a quote that opens there does not close") from error
            problem = f"The record is no CSV ({error})."
        if not cells and problem is None:
            continue  # a blank line
        number += 1
        if source.bad_bytes:
            problem = "The record is not UTF-8."
        elif problem is None and len(cells) != len(names):
            problem = f"The record has {len(cells)} cells, the header {len(names)}."
        if problem is None:
            yield RawRow(number, dict(zip(names, cells, strict=True)))
        else:
            yield RawRow(number, None, f"{problem} It begins on line {source.first}.", source.text)


class _Lines:
    """Decodes lines for a reader and keeps those of the record under way."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._record: list[bytes] = []
        self._bytes = 0
        self._number = 0
        self.first = 1
        self.bad_bytes = False

    def __iter__(self) -> _Lines:
        return self

    def begin(self) -> None:
        """A record begins."""
        self._record = []
        self._bytes = 0
        self.first = self._number + 1
        self.bad_bytes = False

    @property
    def text(self) -> bytes:
        """The record as it stands."""
        return b"".join(self._record).rstrip(b"\r\n")

    def __next__(self) -> str:
        line = next(self._lines)
        self._number += 1
        self._record.append(line)
        self._bytes += len(line)
        if self._bytes > MAX_LINE_BYTES:
            size = MAX_LINE_BYTES // 2**20
            raise _broken(self.first, f"its record is over {size} MiB; perhaps a quote is missing")
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self.bad_bytes = True
            return line.decode("utf-8", "replace")


def _allow_long_fields() -> None:
    csv.field_size_limit(MAX_LINE_BYTES)


def _broken(line: int, why: str) -> SpecError:
    return SpecError(
        f"The file cannot be read as CSV from here on: {why}.",
        field="source",
        line=line,
        remedy='Quote texts that hold quotes, delimiters or line ends: "one ""quoted"" word".',
    )
