"""Measuring rows that can be trained, and looking for what is only doubtful about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_digest

from minimind.rows.characters import CONTROL, Characters, classes
from minimind.rows.fingerprints import COMPARED_CHARACTERS, shingles, signatures
from minimind.rows.problems import Words, excerpt, find_special, unbalanced, words_of
from minimind.spec.report import Problem
from minimind.spec.rows import RowKind


@dataclass(frozen=True)
class Doubt:
    """Something about a row that a person should look at."""

    row: int
    problem: Problem
    message: str
    shown: str  # the words around it


@dataclass(frozen=True)
class Measured:
    """What is known of ``W`` rows."""

    columns: dict[str, NDArray[Any]]  # [..., W] by the names of ``parts``
    doubts: list[Doubt]
    turns: int


def measure(kind: RowKind, rows: Sequence[dict[str, Any]]) -> Measured:
    """Of rows that ``parse_row`` has accepted."""
    words = [words_of(row, kind) for row in rows] if kind != "text" else []
    mains = [row.main for row in words] if words else [row["text"] for row in rows]
    identities = [row.identity for row in words] if words else mains
    aside = [number for number, row in enumerate(words) if row.aside]
    others = [words[number].aside for number in aside]
    for number, main in enumerate(mains):
        if len(main) > COMPARED_CHARACTERS:  # its rest is measured, but not compared
            aside.append(number)
            others.append(main[COMPARED_CHARACTERS:])
    compared = [main[:COMPARED_CHARACTERS] for main in mains] if others else mains
    characters = Characters(compared + others)
    letters = _summed(characters.letters(), aside)
    signed = signatures(shingles(characters, len(rows)))
    columns = {
        "exact": _hashes(identities),
        "characters": _summed(characters.lengths[None], aside)[0].astype(np.uint32),
        "languages": np.where(letters.any(0), letters.argmax(0) + 1, 0).astype(np.uint8),
        "bands": signed.bands,
        "sketches": signed.sketches,
    }
    texts = np.concatenate([np.arange(len(rows)), np.array(aside, np.int64)])
    doubtful = set(texts[characters.with_class(CONTROL)].tolist())
    doubts = [
        doubt
        for number in sorted(doubtful)
        for doubt in _control(words_of(rows[number], kind), number)
    ]
    if "<|" in characters.joined:
        for number, row in enumerate(rows):
            doubts += _special(words[number] if words else words_of(row, kind), number)
    if "<" in characters.joined:
        doubts += (doubt for number, row in enumerate(words) for doubt in _tags(row, number))
    return Measured(columns, doubts, sum(row.turns for row in words))


def _summed(counts: NDArray[np.int64], aside: list[int]) -> NDArray[np.int64]:
    """``[..., W]`` of rows, from counts of their texts; those of ``aside`` come last."""
    rows = counts.shape[-1] - len(aside)
    total = counts[..., :rows].copy()
    for number, row in enumerate(aside, rows):
        total[..., row] += counts[..., number]
    return total


def _hashes(texts: Sequence[str]) -> NDArray[np.uint64]:
    """``[W]`` none is 0."""
    digests = [xxh3_64_digest(text.encode()) for text in texts]
    return np.maximum(np.frombuffer(b"".join(digests), np.uint64), 1)


def _control(row: Words, number: int) -> Iterator[Doubt]:
    table = classes()
    for text in (row.main, row.aside):
        for place, character in enumerate(text):
            if table[min(ord(character), len(table) - 1)] & CONTROL:
                message = f"The text holds the character U+{ord(character):04X}."
                yield Doubt(number, "control_characters", message, excerpt(text, place))
                return


def _special(row: Words, number: int) -> Iterator[Doubt]:
    for text in (row.main, row.aside):
        if "<|" in text and (match := find_special(text)):
            shown = excerpt(text, match.start())
            yield Doubt(number, "special_tokens", f"The text spells {match[0]}.", shown)
            return


def _tags(row: Words, number: int) -> Iterator[Doubt]:
    for answer in row.answers:
        if "<" in answer and (tags := unbalanced(answer)):
            message = f"The tags of an answer do not fit: {tags}."
            yield Doubt(number, "unbalanced_tags", message, excerpt(answer, answer.find("<")))
            return
