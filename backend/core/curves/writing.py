"""Points into blocks.

Blocks of level 0 hold all points. They are divided at multiples of SPAN: within a span a new piece
is merged with the blocks before it that are no larger than it has become, as digits carry over in
a binary counter. So a point is written about log2(SPAN) times at most, however small the pieces
are, and a span that is not full has few blocks. A full span becomes one packed block, and
summaries of it are appended to the levels above, which are kept in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from backend.core.curves.blocks import Kind, Table, decode, encode, names_of
from backend.core.curves.thinning import summarize
from backend.core.models import CurveBlock

SPAN: Final = 4096
# Points of a group, by level; each divides SPAN.
GROUPS: Final = {1: 16, 2: 128, 3: 1024}


@dataclass(frozen=True)
class _Series:
    """One level of the curve of one attempt."""

    job_id: str
    attempt: int
    kind: Kind
    level: int

    @property
    def names(self) -> tuple[str, ...]:
        return names_of(self.kind, summary=self.level > 0)

    @property
    def key(self) -> dict[str, str | int]:
        return {
            "job_id": self.job_id, "attempt": self.attempt, "kind": self.kind, "level": self.level,
        }  # fmt: skip


def append(session: Session, job_id: str, attempt: int, kind: Kind, table: Table) -> int:
    """Appends points to a curve; returns the number of the first of them.

    The caller holds the job's row, so nobody else appends at the same time.
    """
    series = _Series(job_id, attempt, kind, 0)
    loss = series.names.index("loss")
    first = number = _length(session, series)
    for full in _extend(session, series, number, table):
        start = number // SPAN * SPAN
        number = start + SPAN
        for level, group in GROUPS.items():
            above = _Series(job_id, attempt, kind, level)
            summary = summarize(full, loss, group, start)
            for _ in _extend(session, above, _length(session, above), summary):
                pass  # nothing summarizes a summary
    return first


def length(session: Session, job_id: str, attempt: int, kind: Kind) -> int:
    """How many points of one attempt are stored."""
    return _length(session, _Series(job_id, attempt, kind, 0))


def _length(session: Session, series: _Series) -> int:
    query = select(CurveBlock.number, CurveBlock.rows).filter_by(**series.key)
    last = session.execute(query.order_by(CurveBlock.number.desc()).limit(1)).first()
    return last.number + last.rows if last else 0


def _extend(session: Session, series: _Series, number: int, table: Table) -> list[Table]:
    """Appends ``table``, whose first row becomes ``number``; returns the spans that became full."""
    full = []
    start = 0
    while start < table.shape[1]:
        room = SPAN - number % SPAN
        piece = table[:, start : start + room]
        merged = _merge(session, series, number, piece)
        if merged.shape[1] == SPAN:
            full.append(merged)
        start += piece.shape[1]
        number += piece.shape[1]
    return full


def _merge(session: Session, series: _Series, number: int, piece: Table) -> Table:
    """Stores a piece that stays within its span; returns the block that it became part of."""
    span = number // SPAN * SPAN
    first, taken = number, []
    if number > span:
        query = select(CurveBlock.number, CurveBlock.rows).filter_by(**series.key)
        query = query.where(CurveBlock.number >= span).order_by(CurveBlock.number.desc())
        completes = number + piece.shape[1] == span + SPAN
        size = piece.shape[1]
        for row in session.execute(query):
            if row.rows > size and not completes:
                break
            taken.append(row.number)
            size += row.rows
            first = row.number
    if taken:
        old = CurveBlock.number.in_(taken)
        query = select(CurveBlock.data).filter_by(**series.key).where(old)
        blocks = session.scalars(query.order_by(CurveBlock.number))
        piece = np.hstack([*(decode(block, series.names) for block in blocks), piece])
        session.execute(delete(CurveBlock).filter_by(**series.key).where(old))
    _insert(session, series, first, piece)
    return piece


def _insert(session: Session, series: _Series, number: int, table: Table) -> None:
    steps = table[series.names.index("step")]
    values = series.key | {
        "number": number,
        "first_step": int(steps.min()),
        "last_step": int(steps.max()),
        "rows": table.shape[1],
        # Summaries are read most, so they stay as they are.
        "data": encode(table, series.names, pack=series.level == 0 and table.shape[1] == SPAN),
    }
    session.execute(insert(CurveBlock), [values])
