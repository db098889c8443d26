"""``minimind data xray``: a row as a model will see it, in the terminal."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from minimind.rows.columns import build_index
from minimind.rows.gathering import tell_kind
from minimind.rows.xray import xray as look
from minimind.spec import SpecError
from minimind.spec.rows import ROW_KINDS, RowKind
from minimind.spec.xray import Token, TokenRow, View

_EDGE = "|"


def xray(
    file: Annotated[Path, typer.Argument(help="A JSONL file.")],
    row: Annotated[int, typer.Argument(min=1, help="Number of the row, from 1.")],
    *,
    kind: Annotated[str | None, typer.Option(help="Left out: told from the first row.")] = None,
    seq_len: Annotated[int, typer.Option(min=8, help="Longer rows are cut there.")] = 512,
    tokenizer: Annotated[Path | None, typer.Option(help="A tokenizer.json.")] = None,
    view: Annotated[str, typer.Option(help="training, or prompt: what chat asks.")] = "training",
    thinking: Annotated[bool, typer.Option(help="Of a prompt: it may think first.")] = True,
) -> None:
    """Show a row token by token; what the model learns to say is underlined."""
    if view not in get_args(View):
        raise SpecError(f"There is no view {view[:40]!r}.", field="view")
    if kind is not None and kind not in ROW_KINDS:
        raise SpecError(f"There is no kind {kind[:40]!r}.", field="kind")
    if not file.is_file():
        raise SpecError(f"{file} is not there.", field="file")
    with tempfile.TemporaryDirectory() as notes:
        columns = build_index(file, Path(notes))
        shown = look(
            file,
            cast(RowKind, kind) if kind else tell_kind(file),
            columns,
            row - 1,
            seq_len=seq_len,
            tokenizer=tokenizer,
            view=cast(View, view),
            thinking=thinking,
        )
    if shown.broken is not None:
        remedy = shown.broken.remedy
        raise SpecError(shown.broken.message, line=shown.line, remedy=remedy)
    for sequence in shown.sequences:
        _write(sequence)


def _write(sequence: TokenRow) -> None:
    title = "" if sequence.name == "row" else f"{sequence.name}: "
    typer.echo(f"{title}{sequence.length} tokens, {sequence.trained} of them trained")
    for number, token in enumerate(sequence.tokens, sequence.offset):
        if number in sequence.cuts:
            typer.secho("\n--- training cuts here ---", fg="red")
        typer.secho(_spelled(token), nl=False, underline=token.trained, bold=token.control)
        typer.echo(_EDGE, nl=token.text.endswith("\n"))
    typer.echo()


def _spelled(token: Token) -> str:
    return token.text.replace("\n", "\u23ce")
