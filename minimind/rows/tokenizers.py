"""Tokenizers for whoever shows them: looked at, measured, compared, and what may train them."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

from tokenizers import Tokenizer

from minimind.data.corpora import SOURCES, WordSource
from minimind.data.tokenizer import SHIPPED
from minimind.data.tokenizer_checking import check_config, check_tokenizer
from minimind.data.tokenizer_measuring import compare_text, figures

__all__ = [
    "SHIPPED",
    "OpenSource",
    "check_config",
    "check_tokenizer",
    "compare_text",
    "figures",
    "open_sources",
    "size_of",
]


@dataclass(frozen=True)
class OpenSource:
    """Open text inside an installed package."""

    name: str
    help: str
    package: str
    available: bool
    words: bool  # a list of counted words, not text: nothing of it is held out


def open_sources() -> list[OpenSource]:
    """All that are known, also those whose package is not installed."""
    return [
        OpenSource(
            name=name,
            help=source.help,
            package=source.package,
            available=all(map(_installed, source.package.split(","))),
            words=isinstance(source, WordSource),
        )
        for name, source in SOURCES.items()
    ]


def size_of(tokenizer: Tokenizer) -> int:
    """Entries in its vocabulary."""
    return tokenizer.get_vocab_size()


def _installed(package: str) -> bool:
    module = package.strip().lower().replace("-", "_")  # so it is with all of them
    return importlib.util.find_spec(module) is not None
