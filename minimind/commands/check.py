"""``minimind data check`` and ``clean``: what is wrong with a dataset, and a mended copy."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from minimind.spec import SpecError
from minimind.spec.report import PROBLEMS, Problem, ProblemGroup, Report, Treatment
from minimind.spec.rows import ROW_KINDS, RowKind

_TREATMENTS: tuple[Treatment, ...] = ("keep", "drop", "fix")
Kind = Annotated[
    str | None, typer.Option(help=f"One of {', '.join(ROW_KINDS)}; told from the rows if left out.")
]
MaxLength = Annotated[int, typer.Option(min=2, help="Tokens of a sequence.")]
Validation = Annotated[
    Path | None, typer.Option(help="A dataset that none of the rows should be in.")
]
Tokenizer = Annotated[
    Path | None, typer.Option(help="tokenizer.json; the shipped one when left out.")
]


def check(
    file: Annotated[Path, typer.Argument(help="A JSONL file.")],
    *,
    kind: Kind = None,
    max_length: MaxLength = 512,
    validation: Validation = None,
    tokenizer: Tokenizer = None,
    notes: Annotated[
        Path | None, typer.Option(help="A folder to keep the report and the row table in.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole report.")] = False,
) -> None:
    """Check every row; the exit code is 1 when a row cannot be trained."""
    from minimind.rows.checking import CheckOptions
    from minimind.rows.checking import check as look

    options = CheckOptions(max_length=max_length, validation=validation, tokenizer=tokenizer)
    with tempfile.TemporaryDirectory(prefix="minimind-") as folder:
        report = look(file, _kind(kind), notes or Path(folder), options, _told)
    _told("", 0, None, "")
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        _print(report)
    raise typer.Exit(1 if report.errors else 0)


def clean(
    file: Annotated[Path, typer.Argument(help="A JSONL file.")],
    out: Annotated[Path, typer.Argument(help="The cleaned copy to write.")],
    *,
    treat: Annotated[
        list[str] | None,
        typer.Option(
            help="PROBLEM=keep, drop or fix, such as near_duplicate=drop; any number of them. "
            "For the others it is what the report proposes."
        ),
    ] = None,
    kind: Kind = None,
    max_length: MaxLength = 512,
    validation: Validation = None,
    tokenizer: Tokenizer = None,
) -> None:
    """Write a copy without bad rows, and a list of every change beside it."""
    from minimind.rows.cleaning import CleanRequest, clean_file

    if not out.parent.is_dir():
        raise SpecError(f"There is no folder {out.parent}.", field="out")
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".minimind-") as name:
        request = CleanRequest(
            kind="clean",
            path=file,
            row_kind=_kind(kind),
            treatments=dict(_treatment(text) for text in treat or []),
            max_length=max_length,
            validation=validation,
            tokenizer=tokenizer,
        )
        made = clean_file(request, Path(name), _told)
        changes = out.with_name(out.name + ".changes.jsonl")
        shutil.move(Path(name) / "notes" / "changes.jsonl", changes)
        shutil.move(Path(name) / "data.jsonl", out)
    _told("", 0, None, "")
    for note in made.notes:
        typer.echo(note)
    typer.echo(f"wrote {out}: {made.rows:,} rows, {made.errors:,} that cannot be trained")
    typer.echo(f"wrote {changes}: every row that was dropped or changed")


def _kind(text: str | None) -> RowKind | None:
    for kind in ROW_KINDS:
        if text == kind:
            return kind
    if text is None:
        return None
    raise SpecError(
        f"There is no kind {text[:40]!r}.", field="kind", remedy=f"One of: {', '.join(ROW_KINDS)}."
    )


def _treatment(text: str) -> tuple[Problem, Treatment]:
    name, _, chosen = text.partition("=")
    for problem in PROBLEMS:
        for treatment in _TREATMENTS:
            if (problem, treatment) == (name, chosen):
                return problem, treatment
    raise SpecError(
        f"{text[:60]!r} names no problem and treatment.",
        field="treat",
        remedy=f"Write one of {', '.join(PROBLEMS)}, an equals sign, and keep, drop or fix.",
    )


def _told(activity: str, done: int, total: int | None, unit: str) -> None:
    """Progress, for people who watch a terminal."""
    if sys.stderr.isatty():
        share = f" {done / total:4.0%} of {total:,} {unit}" if total else ""
        sys.stderr.write(f"\r\x1b[K{activity}{share}")
        sys.stderr.flush()


def _print(report: Report) -> None:
    typer.echo(
        f"{report.rows:,} rows of {report.kind}: {report.errors:,} cannot be trained, "
        f"{report.warnings:,} with a doubt ({report.seconds:.1f} s)"
    )
    spoken = ", ".join(f"{name} {rows:,}" for name, rows in report.languages.items() if rows)
    typer.echo(
        f"{report.characters:,} characters, {report.turns:,} turns; rows by script: {spoken}"
    )
    if report.tokens:
        margin = "" if report.tokens.exact else f" (±{report.tokens.margin:,}, from a sample)"
        typer.echo(
            f"{report.tokens.tokens:,} tokens{margin}, {report.tokens.trained:,} of them trained"
        )
        for at in report.tokens.at:
            typer.echo(
                f"  at length {at.length:>5}: {at.truncated_rows:6.1%} of rows are longer, "
                f"{at.truncated_tokens:6.1%} of tokens lost, {at.padding:6.1%} padding saved"
            )
    for group in report.problems:
        _print_group(group)


def _print_group(group: ProblemGroup) -> None:
    typer.echo(f"\n{group.severity}: {group.title}, {group.rows:,} rows ({group.problem})")
    typer.echo(f"  {group.explanation}\n  {group.remedy}")
    for example in group.examples:
        where = f", {example.field}" if example.field else ""
        shown = example.excerpt.replace("\n", " ")[:100]
        typer.echo(f"  line {example.line}{where}: {example.message} {shown}")
