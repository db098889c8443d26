"""``minimind data convert``: a file of any format as rows of the family's, without the studio."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from minimind.spec import SpecError
from minimind.spec.preview import CONTAINERS, ENCODINGS, ROW_FORMATS
from minimind.spec.rows import ROW_KINDS

_SHOWN_ROWS = 3


def convert(
    file: Annotated[
        Path, typer.Argument(help="JSONL, JSON, CSV, TSV or Parquet; also in gzip or zstd.")
    ],
    *,
    out: Annotated[
        Path | None, typer.Option(help="The JSONL file to write; left out: only show.")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="FIELD=COLUMN, as question=prompt; one at a time.")
    ] = None,
    row_format: Annotated[
        str | None, typer.Option("--format", help=f"One of {', '.join(ROW_FORMATS)}.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help=f"One of {', '.join(ROW_KINDS)}.")] = None,
    container: Annotated[str | None, typer.Option(help=f"One of {', '.join(CONTAINERS)}.")] = None,
    encoding: Annotated[str | None, typer.Option(help=f"One of {', '.join(ENCODINGS)}.")] = None,
) -> None:
    """Turn a file's rows into the family's; without --out, show what would become of them."""
    request = {
        "source": str(file.absolute()),
        "filename": file.name,
        "container": container,
        "format": row_format,
        "mapping": dict(_column(text) for text in column or []),
        "row_kind": kind,
        "encoding": encoding,
    }
    if out is None:
        _show(request)
    else:
        _write(request, out.absolute())


def _show(request: dict[str, Any]) -> None:
    from minimind.rows.importing import preview
    from minimind.work.folder import Work, write_json

    with tempfile.TemporaryDirectory() as name:
        write_json(Path(name) / "request.json", {**request, "kind": "preview"})
        shown = preview(Work(Path(name)))
    packed = f", packed with {shown['compression']}" if shown["compression"] else ""
    typer.echo(f"{shown['container']}{packed}; columns: {', '.join(shown['columns'])}")
    if shown["problem"]:
        raise SpecError(shown["problem"])
    typer.echo(f"format: {shown['format']} ({shown['title']}), kind: {shown['kind']}")
    typer.echo(f"{shown['convertible']} of the first {shown['read']} rows can be converted")
    for note in [*shown["notes"], *(f"left out: {name}" for name in shown["dropped"])]:
        typer.echo(note)
    for row in shown["rows"][:_SHOWN_ROWS]:
        typer.echo(f"row {row['line']}: {_short(row['before'])}")
        typer.echo(f"  -> {row['problem'] or _short(row['after'])}")


def _write(request: dict[str, Any], out: Path) -> None:
    """Works in a folder beside ``out``, where there is room for it."""
    from minimind.rows.importing import read_request, write_rows
    from minimind.spec.preview import ImportRequest
    from minimind.work.folder import Work, write_json

    if not out.parent.is_dir():
        raise SpecError(f"There is no folder {out.parent}.", field="out")
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".minimind-") as name:
        write_json(Path(name) / "request.json", {**request, "kind": "import"})
        work = Work(Path(name))
        written = write_rows(work, read_request(work, ImportRequest))
        shutil.move(Path(name) / "data.jsonl", out)
    for note in written.notes:
        typer.echo(note)
    typer.echo(f"wrote {out}: {written.bytes:,} bytes of {written.kind}, sha256 {written.sha256}")


def _column(text: str) -> tuple[str, str]:
    field, equals, name = text.partition("=")
    if not equals:
        raise SpecError(
            f"{text[:60]!r} does not give a field a column.",
            field="column",
            remedy="Write FIELD=COLUMN, such as question=prompt.",
        )
    return field, name


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:300] + "…"
