"""Curves as JSON, encoded once for as long as nothing is added to them.

A curve depends on how far the attempts of its job came, which one query tells, and on what part of
it was asked for. So an answer that is kept is never out of date, and whoever has it already (it
names the tag that came with it) is told so before anything is read.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from backend.core import curves

MOST: Final = 32 * 2**20  # bytes


class Part(NamedTuple):
    """What of a curve is asked for: at most so many points between two steps."""

    job_id: str
    points: int
    from_step: int | None = None
    to_step: int | None = None


class Kept:
    """Curves that were encoded; forgets those that were not asked for for longest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self._known: dict[Part, tuple[Sequence[curves.Reach], dict[str, bytes]]] = {}
        self._lock = threading.Lock()

    def find(self, part: Part, reaches: Sequence[curves.Reach]) -> dict[str, bytes] | None:
        """None unless the curve still is as it was."""
        with self._lock:
            known = self._known.pop(part, None)
            if known is None:
                return None
            self._known[part] = known  # so that it counts as the newest one
        return known[1] if known[0] == reaches else None

    def keep(self, part: Part, reaches: Sequence[curves.Reach], texts: dict[str, bytes]) -> None:
        with self._lock:
            self._forget(part)
            self._known[part] = (reaches, texts)
            self._bytes += _size(texts)
            while self._bytes > self._most:
                self._forget(next(iter(self._known)))

    def _forget(self, part: Part) -> None:
        known = self._known.pop(part, None)
        if known is not None:
            self._bytes -= _size(known[1])


# A pure function's memory, so one for all.
_kept = Kept(MOST)


def tag(part: Part, reaches: Sequence[curves.Reach], entropy: float | None) -> str:
    """Another one for each curve that is not the same."""
    names = (curves.TRAINING_COLUMNS, curves.VALIDATION_COLUMNS)
    told = repr((part, reaches, entropy, names)).encode()
    return hashlib.sha256(told).hexdigest()[:32]


def encode(session: Session, part: Part, reaches: Sequence[curves.Reach]) -> dict[str, bytes]:
    """``training`` and ``validation`` of a Curve as JSON.

    Args:
        reaches: what ``curves.reached`` tells in the same session.
    """
    texts = _kept.find(part, reaches)
    if texts is None:
        found = curves.curve_columns(
            session, part.job_id, reaches, part.points,
            from_step=part.from_step, to_step=part.to_step,
        )  # fmt: skip
        texts = {name: _columns(columns) for name, columns in found.items()}
        _kept.keep(part, reaches, texts)
    return texts


def _columns(columns: curves.Columns) -> bytes:
    told = {name: _values(name, column) for name, column in columns.items()}
    return orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY)


def _values(name: str, column: NDArray[np.float64]) -> NDArray[Any] | list[int | None]:
    """orjson writes null for what is not finite."""
    if name not in curves.WHOLE_NUMBERS:
        return column
    finite = np.isfinite(column)
    if finite.all():
        return column.astype(np.int64)
    return [int(value) if there else None for value, there in zip(column, finite, strict=True)]


def _size(texts: dict[str, bytes]) -> int:
    return sum(map(len, texts.values()))
