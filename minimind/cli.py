"""The ``minimind`` command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from minimind.commands.check import check, clean
from minimind.commands.convert import convert
from minimind.commands.download import download
from minimind.commands.generate import generate, mix
from minimind.commands.xray import xray
from minimind.serve.schema import DEFAULT_MAX_TOKENS, DEFAULT_TEMPERATURE, DEFAULT_TOP_P
from minimind.serve.threads import yield_when_idle
from minimind.spec import SpecError
from minimind.spec.model import VOCAB_SIZE

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Train small language models.",
)
tokenizer_app = typer.Typer(no_args_is_help=True, help="Train and measure tokenizers.")
app.add_typer(tokenizer_app, name="tokenizer")
data_app = typer.Typer(no_args_is_help=True, help="Get, check and change datasets.")
app.add_typer(data_app, name="data")
data_app.command()(check)
data_app.command()(clean)
data_app.command()(convert)
data_app.command()(download)
data_app.command()(generate)
data_app.command()(mix)
data_app.command()(xray)


def main() -> None:
    """Runs the command. A user's mistake ends it with one sentence and exit code 2."""
    try:
        app()
    except SpecError as error:
        typer.echo(f"minimind: {error}", err=True)
        sys.exit(2)


@app.command()
def train(config: Annotated[Path, typer.Argument(help="The resolved run, a JSON file.")]) -> None:
    """Run one training described by a file; the exit code tells how it ended."""
    from minimind.train.__main__ import (
        main as run,
    )  # loads torch, which the other commands do without

    raise typer.Exit(run([str(config)]))


@app.command()
def chat(
    checkpoint: Annotated[Path, typer.Argument(help="A checkpoint directory.")],
    *,
    system: Annotated[str | None, typer.Option(help="First turn; the default one if left out.")] = (
        None
    ),
    temperature: Annotated[
        float, typer.Option(min=0, max=2, help="0: always the likeliest word.")
    ] = DEFAULT_TEMPERATURE,
    top_p: Annotated[float, typer.Option(min=0.01, max=1)] = DEFAULT_TOP_P,
    max_tokens: Annotated[int, typer.Option(min=1, help="Longest answer.")] = DEFAULT_MAX_TOKENS,
    seed: Annotated[int | None, typer.Option(help="The same seed, the same answers.")] = None,
) -> None:
    """Talk to a checkpoint in the terminal."""
    yield_when_idle()
    from minimind.engine import Sampling
    from minimind.serve.terminal import chat as talk

    settings = Sampling(temperature=temperature, top_p=top_p, max_tokens=max_tokens, seed=seed)
    talk(checkpoint, system=system, settings=settings)


@tokenizer_app.command("train")
def tokenizer_train(
    source: Annotated[
        list[str],
        typer.Option(
            help="A named source or a .jsonl or text file; NAME:CHARACTERS takes about so many."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Directory for tokenizer.json and its config.")],
    vocab_size: Annotated[int, typer.Option(min=259, help="Entries.")] = VOCAB_SIZE,
) -> None:
    """Train a byte-level BPE tokenizer. The same command writes the same bytes."""
    from minimind.data.sources import training_texts
    from minimind.data.tokenizer_training import save_tokenizer, train_tokenizer

    texts: list[str] = []
    for item in source:
        name, limit = _split_limit(item)
        found = training_texts(name, limit=limit)
        typer.echo(f"{name}: {len(found):,} texts, {sum(map(len, found)):,} characters")
        texts += found
    file = save_tokenizer(train_tokenizer(texts, vocab_size), out)
    typer.echo(f"wrote {file}")


@tokenizer_app.command("report")
def tokenizer_report(
    sources: Annotated[
        list[str], typer.Argument(help=".jsonl or text files, or named sources (held-out part).")
    ],
    tokenizer: Annotated[
        Path | None, typer.Option(help="tokenizer.json; the shipped one when left out.")
    ] = None,
) -> None:
    """Print how many characters one token carries, by language."""
    from minimind.data.corpora import SOURCES
    from minimind.data.sources import file_texts, held_out_texts
    from minimind.data.tokenizer import load_tokenizer
    from minimind.data.tokenizer_training import measure

    loaded = load_tokenizer(tokenizer)
    typer.echo(
        f"{'source':<28}{'lang':>5}{'texts':>9}{'characters':>13}{'tokens':>12}{'chars/token':>13}"
    )
    for source in sources:
        texts = held_out_texts(source) if source in SOURCES else file_texts(Path(source))
        for language, found in measure(loaded, texts).items():
            typer.echo(
                f"{Path(source).name:<28}{language:>5}{found.texts:>9,}{found.characters:>13,}"
                f"{found.tokens:>12,}{found.characters_per_token:>13.3f}"
            )


def _split_limit(item: str) -> tuple[str, int | None]:
    """``NAME:CHARACTERS`` apart; underscores may group the digits."""
    name, colon, limit = item.rpartition(":")
    digits = limit.replace("_", "")
    return (name, int(digits)) if colon and digits.isdecimal() else (item, None)


if __name__ == "__main__":
    main()
