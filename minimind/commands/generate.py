"""``minimind data generate`` and ``minimind data mix``: datasets without the studio."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from minimind.spec import SpecError
from minimind.spec.made import Made
from minimind.work import Work
from minimind.work.folder import write_json


def generate(
    generator: Annotated[
        str | None, typer.Argument(help="One of those that this command lists without it.")
    ] = None,
    *,
    out: Annotated[Path | None, typer.Option(help="The JSONL file to write.")] = None,
    option: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE, as rows=5000; may be given again.")
    ] = None,
) -> None:
    """Make a dataset: problems with checked answers, or open texts. Alone: list what there is."""
    from minimind.generate import GENERATORS

    if generator is None:
        for entry in GENERATORS.values():
            typer.echo(f"{entry.name:<24}{entry.description}")
            for name, field in entry.options.model_fields.items():
                typer.echo(f"    {name}={_shown(field.default)}  {field.description}")
        return
    options = dict(_option(text) for text in option or [])
    _run("generate", {"generator": generator, "options": options}, _out(out))


def mix(
    parts: Annotated[
        list[str],
        typer.Argument(help="FILE, FILE:WEIGHT (as poems.jsonl:3), or FILE:max=ROWS."),
    ],
    *,
    out: Annotated[Path, typer.Option(help="The JSONL file to write.")],
    seed: Annotated[int, typer.Option(help="The same seed, the same file.")] = 1,
    by: Annotated[str, typer.Option(help="What weights divide: rows or characters.")] = "rows",
    total: Annotated[int | None, typer.Option(help="How many rows or characters in all.")] = None,
    repeat: Annotated[bool, typer.Option(help="Use rows again for a share too large.")] = False,
    keep_duplicates: Annotated[bool, typer.Option(help="Keep rows that occur twice.")] = False,
    side: Annotated[str, typer.Option(help="all, train or held_out.")] = "all",
    fraction: Annotated[float, typer.Option(help="How large the held-out side is.")] = 0.05,
) -> None:
    """Make one shuffled dataset out of several of one kind."""
    wanted = [_part(text) for text in parts]
    request: dict[str, Any] = {
        "parts": wanted,
        "row_kind": _kind(wanted),
        "seed": seed,
        "by": by,
        "total": total,
        "repeat": repeat,
        "drop_duplicates": not keep_duplicates,
        "side": side,
        "fraction": fraction,
    }
    _run("mixture", request, _out(out))


def _run(kind: str, request: dict[str, Any], out: Path) -> None:
    """Does the work in a folder beside ``out``, where there is room for it."""
    from minimind.work.kinds import function_of

    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".minimind-") as name:
        folder = Path(name)
        write_json(folder / "request.json", {"kind": kind, **request})
        made = Made.model_validate(function_of(kind)(Work(folder)))
        shutil.move(folder / "data.jsonl", out)
    for note in made.notes:
        typer.echo(note)
    typer.echo(f"wrote {out}: {made.rows:,} rows, sha256 {made.sha256}")


def _out(path: Path | None) -> Path:
    if path is None or not path.absolute().parent.is_dir():
        raise SpecError("Say where to write the rows.", field="out", remedy="Add --out FILE.jsonl.")
    return path.absolute()


def _option(text: str) -> tuple[str, Any]:
    """``NAME=VALUE`` apart; lists are comma-separated. What is no number or yes or no is words."""
    name, equals, value = text.partition("=")
    if not equals:
        raise SpecError(f"{text!r} is not NAME=VALUE.", field="option")
    if name in ("operations", "kinds"):
        return name, value.split(",")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _shown(default: Any) -> str:
    return ",".join(default) if isinstance(default, list) else str(json.dumps(default)).strip('"')


def _part(text: str) -> dict[str, Any]:
    file, colon, amount = text.rpartition(":")
    path = Path(file if colon else text).absolute()
    part: dict[str, Any] = {"path": str(path), "name": path.name}
    if not colon:
        return part
    if amount.startswith("max="):
        return {**part, "max_rows": amount.removeprefix("max=")}
    return {**part, "weight": amount}


def _kind(parts: list[dict[str, Any]]) -> str:
    """Of the first part's first row: the others are held to it. Raises SpecError."""
    from minimind.spec.rows import guess_kind, read_lines

    try:
        with Path(parts[0]["path"]).open("rb") as file:
            for number, line in read_lines(file):
                return guess_kind(line, number)
    except OSError as error:
        raise SpecError(
            f"{parts[0]['name']} cannot be read: {error.strerror}.", field="parts.0"
        ) from error
    raise SpecError(f"{parts[0]['name']} holds no rows.", field="parts.0")
