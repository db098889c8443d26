"""What an import would make of a file, shown before it is made."""

from __future__ import annotations

import json
from typing import Any

from minimind.rows import converting
from minimind.rows.choosing import Sampled, choose, sampled
from minimind.rows.converters import Row, Unfit
from minimind.rows.converting import Candidate, Conversion
from minimind.rows.raw import RawRow
from minimind.rows.reading import Rows
from minimind.spec import SpecError
from minimind.spec.preview import Preview, PreviewCandidate, PreviewRequest, PreviewRow
from minimind.spec.rows import RowKind, parse_row

_LONGEST_TEXT = 2000
_MOST_PARTS = 40
_DEEPEST = 8


def preview_of(rows: Rows, request: PreviewRequest) -> Preview:
    """Raises SpecError for a file that no import could read."""
    found = sampled(rows, request)
    objects = converting.sample(found.rows)
    try:
        choice, problem = choose(rows, request, found), None
    except SpecError as error:
        choice, problem = None, f"{error.message} {error.remedy}"
    conversion = choice.conversion() if choice else None
    shown = [_row(row, conversion) for row in found.rows[: request.rows]]
    # Every one of the first rows says what is left out and what cannot be converted.
    rest = found.rows[request.rows :]
    good = sum(row.after is not None for row in shown)
    good += sum(_converted(row, conversion) is not None for row in rest)
    mapping = dict(request.mapping)
    if choice and not mapping:
        mapping = {name: name for name in found.columns if name in choice.converter.fields}
    rows.source.check_unchanged()
    return Preview(
        container=rows.found.container,
        compression=rows.source.compression,
        encoding=rows.found.encoding,
        bytes=rows.source.size,
        columns=[_shown(name) for name in found.columns[:_MOST_PARTS]],
        format=choice.converter.format if choice else None,
        title=choice.converter.title if choice else None,
        kind=choice.converter.kind if choice else None,
        problem=problem,
        mapping=mapping,
        dropped=[_shown(name) for name in conversion.dropped()] if conversion else [],
        candidates=[_candidate(one, objects, request.mapping) for one in found.candidates],
        read=len(found.rows),
        convertible=good,
        rows=shown,
        notes=_notes(rows, found, conversion),
    )


def _row(row: RawRow, conversion: Conversion | None) -> PreviewRow:
    before = row.value if row.problem is None else (row.text or b"").decode("utf-8", "replace")
    after, problem = None, row.problem
    if conversion is not None:
        try:
            after = conversion.convert(row)
        except Unfit as error:
            problem = str(error)
        else:
            problem = _complaint(after, conversion.converter.kind)
    return PreviewRow(
        line=row.number,
        before=_shown(before),
        after=None if after is None else _shown(after),
        problem=None if problem is None else _shown(problem),
    )


def _converted(row: RawRow, conversion: Conversion | None) -> Row | None:
    try:
        return conversion.convert(row) if conversion else None
    except Unfit:
        return None


def _complaint(row: Row, kind: RowKind) -> str | None:
    """What the checks will say of it."""
    try:
        parse_row(json.dumps(row), kind, 1)
    except SpecError as error:
        return f"{error.field}: {error.message}" if error.field else error.message
    except (TypeError, ValueError) as error:
        return str(error)
    return None


def _candidate(candidate: Candidate, rows: list[Row], mapping: dict[str, str]) -> PreviewCandidate:
    converter = candidate.converter
    good = 0
    for row in rows:
        try:
            converter.convert(converting.mapped(row, mapping), set())
        except Unfit:
            continue
        good += 1
    return PreviewCandidate(
        format=converter.format, title=converter.title, kind=converter.kind, share=good / len(rows)
    )


def _notes(rows: Rows, found: Sampled, conversion: Conversion | None) -> list[str]:
    notes: list[str] = []
    if conversion is not None and conversion.keep:
        notes.append("The rows are the family's own: they are taken as they stand.")
    if found.rows and rows.found.encoding not in (None, "utf-8"):
        notes.append(f"The text is read as {rows.found.encoding} and stored as UTF-8.")
    return notes


def _shown(value: Any, depth: int = 0) -> Any:
    """``value`` short enough to look at, and of nothing but what JSON can say."""
    if isinstance(value, str):
        text = value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + "…"
        return text.encode("utf-8", "replace").decode("utf-8")
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth >= _DEEPEST:
        return "…"
    if isinstance(value, dict):
        parts = list(value.items())[:_MOST_PARTS]
        return {_shown(str(key)): _shown(part, depth + 1) for key, part in parts}
    if isinstance(value, list | tuple):
        return [_shown(part, depth + 1) for part in value[:_MOST_PARTS]]
    return _shown(str(value), depth)
