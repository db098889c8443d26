"""Rows of problems by number: each depends on its options and its number alone.

So any process can make any of them, and a run that was cut off goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from minimind.generate.draw import Draw
from minimind.generate.families import FAMILIES
from minimind.generate.options import ProblemOptions
from minimind.generate.problem import Ambiguous
from minimind.generate.rows import row_of, verify

_TRIES = 200


def candidate(generator: str, options: ProblemOptions, index: int) -> dict[str, Any]:
    """Row number ``index``, checked. Different numbers may give the same question.

    Raises Ambiguous when the options leave no room for one, WrongRow for a fault of ours.
    """
    families = options.families(generator)
    languages = options.languages
    language = languages[index % len(languages)]
    name = families[index // len(languages) % len(families)]
    wish = options.wish(language)
    for attempt in range(_TRIES):
        draw = Draw(options.seed, options.side, options.form, name, language, index, attempt)
        try:
            problem = FAMILIES[name].make(draw, wish)
            row = row_of(problem, options.form, draw)
            verify(row, options.form)
        except Ambiguous:
            continue
        return row
    raise Ambiguous(f"no {name} problem fits the options")


def batch(
    generator: str, options: ProblemOptions, indices: Sequence[int]
) -> list[tuple[int, bytes]]:
    """(digest of the question, line) of rows by number; numbers without a row are left out."""
    made: list[tuple[int, bytes]] = []
    for index in indices:
        try:
            row = candidate(generator, options, index)
        except Ambiguous:
            continue
        line = json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n"
        made.append((_digest(row), line))
    return made


def _digest(row: dict[str, Any]) -> int:
    if "text" in row:
        question = row["text"].partition("\n")[0]
    else:
        turns = row["conversations" if "conversations" in row else "chosen"]
        question = turns[0]["content"]
    return int.from_bytes(hashlib.sha256(question.encode("utf-8")).digest()[:8], "big")
