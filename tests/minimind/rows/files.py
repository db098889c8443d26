"""Dataset files for tests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from minimind.rows.columns import Columns, problems_of


def write(path: Path, rows: Iterable[Any]) -> Path:
    """Each row a line: bytes as they are, all else as JSON."""
    lines = (
        r if isinstance(r, bytes) else json.dumps(r, ensure_ascii=False).encode() for r in rows
    )
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def talk(*contents: str, **more: Any) -> dict[str, Any]:
    """A conversation; user and assistant alternate."""
    roles = ("user", "assistant")
    turns = [{"role": roles[i % 2], "content": text} for i, text in enumerate(contents)]
    return {"conversations": turns, **more}


def problems(notes: Path) -> dict[int, set[str]]:
    """The problems of rows that have some, by line."""
    columns = Columns.open(notes)
    found = np.flatnonzero(columns.problems).tolist()
    return {columns.line(row): set(problems_of(int(columns.problems[row]))) for row in found}


def sentences(count: int, seed: int = 0) -> list[str]:
    """Different texts of made-up words, Chinese and English in turn."""
    generator = np.random.default_rng(seed)
    english = [f"{a}{b}" for a in ("ka", "lo", "mi", "tu", "re", "so") for b in ("ne", "ba", "li")]
    chinese = [chr(0x4E00 + number) for number in range(400)]
    texts = []
    for number in range(count):
        words, joint = (english, " ") if number % 2 else (chinese, "")
        texts.append(joint.join(generator.choice(words, int(generator.integers(8, 60)))))
    return texts
