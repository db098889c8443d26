"""Imports a file of any format: reads it, writes the family's rows, checks them."""

from __future__ import annotations

import hashlib
import os
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from minimind.rows.made import Made
from minimind.rows.output import OutputFile, check_size, sync_folder
from minimind.rows.reading import Rows, open_rows
from minimind.spec.preview import ImportRequest, PreviewRequest, Reading
from minimind.spec.rows import RowKind, guess_kind
from minimind.spec.stages import spec_error
from minimind.work.folder import Work, write_json

_Request = TypeVar("_Request", ImportRequest, PreviewRequest)
_BLOCK_BYTES = 2**18


class Written(BaseModel):
    """``state/written.json``: the rows are written; a new start goes on with the checks."""

    model_config = ConfigDict(frozen=True)

    kind: RowKind
    sha256: str
    bytes: int
    notes: list[str]


def run(work: Work) -> dict[str, Any]:
    """Imports what the work asks for. Raises SpecError and Stopped."""
    request = _request(work, ImportRequest)
    written = _written_before(work) or _write(work, request)
    data = work.folder / "data.jsonl"
    # Not before it is needed: it loads what the reading of rows does without.
    from minimind.rows.checking import CheckOptions, check

    options = CheckOptions(
        max_length=request.max_length,
        tokenizer=request.tokenizer,
        validation=request.validation,
        validation_name=request.validation_name,
        state=work.state,
    )
    report = check(data, written.kind, work.folder / "notes", options, work.progress)
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


def _write(work: Work, request: ImportRequest) -> Written:
    """Writes ``data.jsonl``."""
    with open_in(request) as rows:
        kind = request.row_kind or guess_kind(rows.text().readline(2**22).decode(), 1)
        sha256, size = _copy(work, request, rows)
        rows.source.check_unchanged()
    written = Written(kind=kind, sha256=sha256, bytes=size, notes=[])
    write_json(work.state / "written.json", written.model_dump(mode="json"))
    return written


def _copy(work: Work, request: ImportRequest, rows: Rows) -> tuple[str, int]:
    """The family's own rows, byte for byte. Returns (sha256, bytes)."""
    source = rows.source
    target = work.folder / "data.jsonl"
    if request.take and source.compression is None and _linked(request, work):
        check_size(source.size, request.max_bytes)
        digest = hashlib.sha256()
        with source.unpacked() as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
                work.progress("Reading the file", source.position, source.size, "bytes")
        return digest.hexdigest(), source.size
    with (
        source.unpacked() as file,
        OutputFile(target, max_bytes=request.max_bytes, min_free=request.min_free_bytes) as output,
    ):
        while block := file.read(_BLOCK_BYTES):
            output.write(block)
            work.progress("Reading the file", source.position, source.size, "bytes")
        return output.commit(), output.bytes


def _linked(request: ImportRequest, work: Work) -> bool:
    """Gives the source a second name instead of copying it, where the disk can."""
    target = work.folder / "data.jsonl"
    target.unlink(missing_ok=True)
    try:
        os.link(request.source, target, follow_symlinks=False)
    except OSError:  # another disk, or one that knows no links: then it is copied
        return False
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(work.folder)
    return True


def open_in(request: Reading) -> Rows:
    """The rows that a request names. Raises SpecError."""
    return open_rows(
        request.source,
        request.filename,
        container=request.container,
        encoding=request.encoding,
    )


def _request(work: Work, model: type[_Request]) -> _Request:
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
