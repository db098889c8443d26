"""One row as it stands in a source file, before anything is asked of it."""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

from pydantic_core import from_json


class RawRow(NamedTuple):
    """One row of a source.

    Attributes:
        number: line of a JSONL file (blank ones counted); elsewhere a count from 1.
        value: what it holds (JSON types; of Parquet also dates, bytes and the like).
        problem: why it could not be read; ``value`` is None then.
        text: the row in UTF-8 where the source has it so (JSONL; unreadable CSV), without the
            line's end. A line that is too long is cut after ``MAX_LINE_BYTES + 1``.
    """

    number: int
    value: Any
    problem: str | None = None
    text: bytes | None = None


def parse(text: bytes) -> Any:
    """A JSON value. NaN, which is no JSON, but which programs write for nothing, reads as null.

    Raises ValueError or RecursionError, in words.
    """
    try:
        value = from_json(text)
    except ValueError:
        value = json.loads(text.decode("utf-8"))  # it knows half surrogates
    return without_nan(value) if b"NaN" in text or b"Infinity" in text else value


def without_nan(value: Any) -> Any:
    """``value`` with null for every number that JSON cannot write."""
    if isinstance(value, dict):
        return {key: without_nan(part) for key, part in value.items()}
    if isinstance(value, list):
        return [without_nan(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
