"""Which format a file's rows have, and turning each into a row of the family's.

Every row of the source becomes one line. A row that cannot be converted stands there as it was,
where the checks count it as an error; nothing is dropped.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from minimind.rows.converters import CONVERTERS, Converter, Row, Unfit
from minimind.rows.raw import RawRow
from minimind.spec import SpecError
from minimind.spec.preview import MAPPED_FIELDS, RowFormat
from minimind.spec.rows import RowKind

SAMPLE_ROWS = 200  # looked at to tell the format
SAMPLE_CHARACTERS = 8 * 2**20
# A format that a few rows are too faulty for still goes before one that says less about a row.
_NEARLY = 0.9
_MOST_REASONS = 20  # told; rows beyond are counted together
_MOST_NAMES = 30
_NOT_WRITABLE = "It holds half of a surrogate pair, which is no character."


def sample(rows: Sequence[RawRow]) -> list[Row]:
    """The rows among ``rows`` that are objects."""
    return [row.value for row in rows if isinstance(row.value, dict)]


def size_of(value: Any) -> int:
    """About how many characters a row has."""
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, dict):
        return sum(map(size_of, value.values()))
    return sum(map(size_of, value)) if isinstance(value, list) else 8


@dataclass(frozen=True)
class Candidate:
    """A format that some of the first rows have.

    Attributes:
        fit: share of them that look like it.
    """

    converter: Converter
    fit: float


def candidates(
    rows: Sequence[Row], *, format: RowFormat | None = None, kind: RowKind | None = None
) -> list[Candidate]:
    """The formats that fit, the best first. Those of another ``format`` or ``kind`` are left out.

    Args:
        rows: the first few, mapped.
    """
    found = [
        Candidate(converter, sum(map(converter.fits, rows)) / max(len(rows), 1))
        for converter in CONVERTERS
        if format in (None, converter.format) and kind in (None, converter.kind)
    ]
    best = max((candidate.fit for candidate in found), default=0.0)
    good = [one for one in found if one.fit and one.fit >= _NEARLY * best]
    rest = [one for one in found if one.fit and one not in good]
    return good + sorted(rest, key=lambda one: -one.fit)


def unknown_format(
    names: Sequence[str], format: RowFormat | None, kind: RowKind | None
) -> SpecError:
    """No format fits: names what is there and what is needed."""
    fitting = [c for c in CONVERTERS if format in (None, c.format) and kind in (None, c.kind)]
    needs = "; or ".join(converter.needs for converter in fitting)
    there = ", ".join(repr(name[:60]) for name in list(names)[:_MOST_NAMES]) or "none"
    what = f" as {format!r}" if format else f" as {kind}" if kind else ""
    return SpecError(
        f"The rows cannot be read{what}: their fields are {there}. Needed: {needs}.",
        field="mapping",
        remedy="Say which column holds which field, or choose another format.",
    )


def check_mapping(mapping: Mapping[str, str], columns: Sequence[str]) -> None:
    """Raises SpecError for a field that does not exist, or a column that the file lacks."""
    for field, column in mapping.items():
        if field not in MAPPED_FIELDS:
            raise SpecError(
                f"There is no field {field[:60]!r}.",
                field="mapping",
                remedy=f"Map columns to: {', '.join(MAPPED_FIELDS)}.",
            )
        if column not in columns:
            there = ", ".join(repr(name[:60]) for name in list(columns)[:_MOST_NAMES])
            raise SpecError(
                f"The file has no column {column[:60]!r}; it has {there}.",
                field=f"mapping.{field}",
                remedy="Name one of its columns.",
            )


def mapped(row: Row, mapping: Mapping[str, str]) -> Row:
    """The row under the family's names, with nothing but what is mapped."""
    return {field: row.get(column) for field, column in mapping.items()} if mapping else row


class Conversion:
    """Converts rows one after the other and remembers what a person should know of it.

    Attributes:
        converter: what converts them.
        keep: they are the family's own already, and stay as they are.
        rows: converted so far, or left as they were.
        unfit: of them, those that could not be converted.
    """

    def __init__(
        self,
        converter: Converter,
        mapping: Mapping[str, str],
        *,
        keep: bool = False,
        unread: Sequence[str] = (),
    ) -> None:
        """``unread``: columns that the rows come without, because nothing needs them."""
        self.converter = converter
        self.keep = keep
        self.rows = self.unfit = 0
        self._mapping = mapping
        self._fields = frozenset(converter.fields)
        self._known: set[frozenset[str]] = set()  # of fields, that were looked through
        self._left: dict[str, None] = dict.fromkeys(unread)
        self._reasons: Counter[str] = Counter()
        self._first: dict[str, int] = {}  # reason -> first row

    def line(self, row: RawRow) -> bytes:
        """The line that a row becomes, without its end."""
        self.rows += 1
        if self.keep:
            return as_it_was(row)
        try:
            return to_json(self.convert(row))
        except Unfit as error:
            self._remember(str(error), row.number)
        except (PydanticSerializationError, UnicodeEncodeError):
            self._remember(_NOT_WRITABLE, row.number)
        return as_it_was(row)

    def convert(self, row: RawRow) -> Row:
        """The family's row. Raises Unfit."""
        if row.problem is not None:
            raise Unfit(row.problem)
        if not isinstance(row.value, dict):
            raise Unfit("The row is no object.")
        if self.keep:
            return row.value
        if row.text is not None:
            _refuse_repeated_keys(row.text, row.value)
        left: set[str] = set()
        converted = self.converter.convert(mapped(row.value, self._mapping), left)
        self._notice(row, left)
        return converted

    def dropped(self) -> list[str]:
        """Names of the fields that were left out so far."""
        return list(self._left)

    def notes(self) -> list[str]:
        """What a person should know, in sentences."""
        if self.keep:
            return []
        told = [f"Converted from {self.converter.title}."]
        if self._left:
            names = [repr(name[:60]) for name in self._left]
            more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
            told.append(f"Fields left out: {', '.join(names[:_MOST_NAMES])}{more}.")
        if self.unfit:
            told.append(
                f"{self.unfit:,} of {self.rows:,} rows could not be converted: they stand in the "
                "data as they were, and count as errors."
            )
        for reason, count in self._reasons.most_common():
            where = f"Row {self._first[reason]:,}"
            told.append(f"{where}{f' and {count - 1:,} more' if count > 1 else ''}: {reason}")
        return told

    def _notice(self, row: RawRow, left: set[str]) -> None:
        names = frozenset(row.value)
        if names not in self._known:
            if len(self._known) < 1000:
                self._known.add(names)
            kept = set(self._mapping.values()) if self._mapping else self._fields
            left.update(name for name in row.value if name not in kept)
        if left and len(self._left) < 1000:
            self._left.update(dict.fromkeys(sorted(left)))

    def _remember(self, reason: str, number: int) -> None:
        self.unfit += 1
        if reason not in self._first and len(self._first) >= _MOST_REASONS:
            reason = "Other reasons."
        self._reasons[reason] += 1
        self._first.setdefault(reason, number)


def as_it_was(row: RawRow) -> bytes:
    """A row that stays what it is, as one line."""
    if row.text is not None and b"\n" not in row.text and b"\r" not in row.text:
        return row.text
    value = row.value if row.text is None else row.text.decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace")


def _refuse_repeated_keys(text: bytes, value: Any) -> None:
    """Raises Unfit for a key that stands twice in one object: which one counts is anybody's guess.

    Args:
        text: JSON.
        value: what it holds.
    """
    try:
        if _keys(text) == _keys(to_json(value)):
            return
    except PydanticSerializationError as error:
        raise Unfit(_NOT_WRITABLE) from error

    def look(pairs: list[tuple[str, Any]]) -> None:
        name, count = Counter(key for key, _ in pairs).most_common(1)[0] if pairs else ("", 1)
        if count > 1:
            raise Unfit(f"The key {name[:60]!r} stands twice in one object.")

    json.loads(text.decode("utf-8"), object_pairs_hook=look)


def _keys(text: bytes) -> int:
    """How many keys a JSON text has, unless white space stands behind one."""
    return text.count(b'":') - text.count(b'\\":')  # quotes inside strings are escaped
