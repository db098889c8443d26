"""Imports a file of any format: reads it, writes the family's rows, checks them."""

from __future__ import annotations

import hashlib
import os
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from minimind.rows.archives import check_ratio
from minimind.rows.choosing import Choice, choose, open_in
from minimind.rows.converting import Conversion
from minimind.rows.made import Made
from minimind.rows.output import OutputFile, check_size, sync_folder
from minimind.rows.previewing import preview_of
from minimind.rows.reading import Rows
from minimind.spec.preview import ImportRequest, PreviewRequest
from minimind.spec.rows import RowKind
from minimind.spec.stages import spec_error
from minimind.work.folder import Work, write_json

_Request = TypeVar("_Request", ImportRequest, PreviewRequest)
_BLOCK_BYTES = 2**18
_ACTIVITY = "Reading the file"


class Written(BaseModel):
    """``state/written.json``: the rows are written; a new start goes on with the checks."""

    model_config = ConfigDict(frozen=True)

    kind: RowKind
    sha256: str
    bytes: int
    notes: list[str]


def preview(work: Work) -> dict[str, Any]:
    """The first rows before and after: a ``minimind.spec.preview.Preview``. Raises SpecError."""
    request = read_request(work, PreviewRequest)
    work.progress(_ACTIVITY, 0, None, "bytes", now=True)
    with open_in(request) as rows:
        return preview_of(rows, request).model_dump(mode="json")


def run(work: Work) -> dict[str, Any]:
    """Imports what the work asks for. Raises SpecError and Stopped."""
    request = read_request(work, ImportRequest)
    written = _written_before(work) or write_rows(work, request)
    # Not before it is needed: it loads what the reading of rows does without.
    from minimind.rows.checking import CheckOptions, check

    options = CheckOptions(
        max_length=request.max_length,
        tokenizer=request.tokenizer,
        validation=request.validation,
        validation_name=request.validation_name,
        state=work.state / "check",
    )
    data, notes = work.folder / "data.jsonl", work.folder / "notes"
    report = check(data, written.kind, notes, options, work.progress)
    made = Made(
        kind=report.kind,
        sha256=written.sha256,
        bytes=written.bytes,
        rows=report.rows,
        errors=report.errors,
        warnings=report.warnings,
        notes=written.notes,
    )
    return made.model_dump(mode="json")


def write_rows(work: Work, request: ImportRequest) -> Written:
    """Writes ``data.jsonl`` in the work's folder, unchecked. Raises SpecError and Stopped."""
    work.progress(_ACTIVITY, 0, None, "bytes", now=True)
    with open_in(request) as rows:
        choice = choose(rows, request)
        if choice.keeps and rows.found.container == "jsonl" and rows.found.encoding == "utf-8":
            notes: list[str] = []
            sha256, size = _copy(work, request, rows)
        else:
            conversion = choice.conversion()
            sha256, size = _convert(work, request, rows, choice, conversion)
            notes = conversion.notes()
        rows.source.check_unchanged()
    written = Written(kind=choice.converter.kind, sha256=sha256, bytes=size, notes=notes)
    write_json(work.state / "written.json", written.model_dump(mode="json"))
    return written


def _convert(
    work: Work, request: ImportRequest, rows: Rows, choice: Choice, conversion: Conversion
) -> tuple[str, int]:
    """Every row as a line of the family's. Returns (sha256, bytes)."""
    size = rows.source.size
    next_line = 1
    with _output(work, request) as output:
        for count, row in enumerate(rows.read(choice.wanted)):
            if next_line < row.number:  # blank lines stay, so that line numbers do
                output.write(b"\n" * (row.number - next_line))
            next_line = row.number + 1
            output.write(conversion.line(row), b"\n")
            check_ratio(output.bytes, size)
            if count % 64 == 0:
                work.progress(_ACTIVITY, rows.position, size, "bytes")
        return output.commit(), output.bytes


def _copy(work: Work, request: ImportRequest, rows: Rows) -> tuple[str, int]:
    """The family's own rows, byte for byte. Returns (sha256, bytes)."""
    source = rows.source
    if request.take and source.compression is None and _linked(work, request):
        check_size(source.size, request.max_bytes)
        digest = hashlib.sha256()
        with source.unpacked() as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
                work.progress(_ACTIVITY, source.position, source.size, "bytes")
        return digest.hexdigest(), source.size
    with source.unpacked() as file, _output(work, request) as output:
        while block := file.read(_BLOCK_BYTES):
            output.write(block)
            work.progress(_ACTIVITY, source.position, source.size, "bytes")
        return output.commit(), output.bytes


def _linked(work: Work, request: ImportRequest) -> bool:
    """Gives the source a second name instead of copying it, where the disk can."""
    target = work.folder / "data.jsonl"
    target.unlink(missing_ok=True)
    try:
        os.link(request.source, target, follow_symlinks=False)
    except OSError:  # another disk, or one that knows no links: then it is copied
        return False
    with target.open("rb") as file:
        os.fsync(file.fileno())
    sync_folder(work.folder)
    return True


def _output(work: Work, request: ImportRequest) -> OutputFile:
    return OutputFile(
        work.folder / "data.jsonl", max_bytes=request.max_bytes, min_free=request.min_free_bytes
    )


def read_request(work: Work, model: type[_Request]) -> _Request:
    """What the work is asked for. Raises SpecError."""
    try:
        return model.model_validate(work.request)
    except ValidationError as error:
        raise spec_error(error) from error


def _written_before(work: Work) -> Written | None:
    """What an earlier start of the same work has written, whole."""
    try:
        written = Written.model_validate_json((work.state / "written.json").read_bytes())
        whole = (work.folder / "data.jsonl").stat().st_size == written.bytes
    except (OSError, ValueError):
        return None
    return written if whole else None
