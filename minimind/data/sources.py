"""Texts that train a tokenizer: named sources over open packages, and plain files.

Named text sources hold out one text in twenty: ``training_texts`` never shows it, and
``held_out_texts`` shows nothing else, so that figures are measured on text never trained on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from minimind.data.corpora import SOURCES, TextSource, WordSource
from minimind.spec import SpecError
from minimind.spec.rows import (
    RowKind,
    guess_kind,
    parse_row,
    preference_turns,
    read_lines,
    row_turns,
)

_HELD_OUT_ONE_IN = 20
_WORDS_LIMIT = 1_000_000  # characters of a word list when no limit is given
_REPEATS = 1000  # of a word in one text at most: texts stay short


def training_texts(source: str, *, limit: int | None = None) -> list[str]:
    """Texts of a named source (its held-out part left out) or of a ``.jsonl`` or text file.

    Args:
        source: a name in ``SOURCES``, or a path.
        limit: at most about this many characters, taken evenly from the whole of the source.

    Raises SpecError for an unknown name, a missing package, or a file that cannot be read.
    """
    named = SOURCES.get(source)
    if isinstance(named, WordSource):
        return list(_repeated(named, limit or _WORDS_LIMIT))
    texts: Iterable[str]
    if named is None:
        texts = file_texts(Path(source))
    else:
        texts = [text for text in distinct_texts(named) if not _is_held_out(text)]
    return list(texts) if limit is None else _sample(texts, limit)


def held_out_texts(source: str) -> list[str]:
    """The part of a named text source that ``training_texts`` leaves out. Raises SpecError."""
    named = SOURCES.get(source)
    if not isinstance(named, TextSource):
        names = (name for name, entry in SOURCES.items() if isinstance(entry, TextSource))
        raise SpecError(
            f"{source} holds out no text.",
            field="source",
            remedy=f"Name one of: {', '.join(names)}.",
        )
    return [text for text in distinct_texts(named) if _is_held_out(text)]


def file_texts(path: Path) -> Iterator[str]:
    """Texts of a ``.jsonl`` dataset (one a row or turn) or of a text file (one a line).

    Raises SpecError for a bad row or a file that cannot be read.
    """
    try:
        with path.open("rb") as file:
            kind = None
            for number, line in read_lines(file):
                if path.suffix != ".jsonl":
                    yield line
                    continue
                kind = kind or guess_kind(line, number)
                row = parse_row(line, kind, number)
                yield from row_texts(row, kind)
    except OSError as error:
        raise SpecError(
            f"{path} is no named source and cannot be read: {error.strerror}.",
            field="source",
            remedy=f"Give a path, or one of: {', '.join(SOURCES)}.",
        ) from error


def row_texts(row: dict[str, Any], kind: RowKind) -> Iterator[str]:
    """The words of a checked row, each text or turn by itself."""
    match kind:
        case "text":
            yield row["text"]
        case "conversations":
            yield from (turn["content"] for turn in row_turns(row))
        case "preferences":
            yield from (turn["content"] for turn in chain(*preference_turns(row)))


def distinct_texts(source: TextSource) -> Iterator[str]:
    """Every text of a named source once, in its order. Raises SpecError without its package."""
    return iter(dict.fromkeys(text for text in source.read() if text))


def _repeated(source: WordSource, limit: int) -> Iterator[str]:
    """Each word as often as its share of ``limit`` characters says; rare ones not at all."""
    words = list(source.read())
    total = sum(count * (len(word) + 1) for word, count in words)
    for word, count in words:
        left = round(limit * count / total)
        while left > 0:
            yield (source.separator + word) * min(left, _REPEATS)
            left -= _REPEATS


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _is_held_out(text: str) -> bool:
    return int.from_bytes(_digest(text)[:4], "big") % _HELD_OUT_ONE_IN == 0


def _sample(texts: Iterable[str], limit: int) -> list[str]:
    """Texts in the order of their hashes until ``limit`` characters are reached."""
    chosen: list[str] = []
    total = 0
    for text in sorted(texts, key=_digest):
        if total >= limit:
            break
        chosen.append(text)
        total += len(text)
    return chosen
