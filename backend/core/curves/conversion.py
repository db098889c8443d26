"""Curves of the first version, which kept each point as an event, into blocks and back.

Revision 0002 of the schema calls this, so it names the columns of ``events`` itself: they must
stay those of that time.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, cast

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from backend.core.curves.blocks import COLUMNS, Kind, decode
from backend.core.curves.writing import append

_EVENTS = sa.table(
    "events",
    sa.column("id", sa.BigInteger),
    sa.column("job_id", sa.String),
    sa.column("attempt", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("step", sa.Integer),
    sa.column("data", sa.JSON),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
_BLOCKS = sa.table(
    "curve_blocks",
    *(sa.column(name) for name in ("job_id", "attempt", "kind", "level", "number")),
    sa.column("data", sa.LargeBinary),
)
_PAGE: Final = 5000  # events in memory at a time
_WHOLE: Final = {"step", "tokens", "memory_bytes"}


def to_blocks(connection: sa.Connection) -> None:
    """Moves the points of all events into blocks.

    The last of these events of each job stays, as one that tells clients which were away meanwhile
    to read the curve anew; ids are never used again.
    """
    event = _EVENTS.c
    is_point = event.kind.in_(COLUMNS)
    with Session(connection) as session:
        last = 0
        while True:
            query = sa.select(_EVENTS).where(is_point, event.id > last).order_by(event.id)
            page = session.execute(query.limit(_PAGE)).all()
            if not page:
                break
            last = page[-1].id
            _append(session, page)
        stay = sa.select(sa.func.max(event.id)).where(is_point).group_by(event.job_id)
        session.execute(
            sa.update(_EVENTS).where(event.id.in_(stay)).values(kind="condensed", data={})
        )
        session.execute(sa.delete(_EVENTS).where(is_point))
        session.flush()


def to_events(connection: sa.Connection) -> None:
    """Moves the points of all blocks into events; the blocks stay."""
    block = _BLOCKS.c
    keys = (block.job_id, block.attempt, block.kind, block.number)
    order = sa.select(*keys).where(block.level == 0).order_by(*keys)
    connection.execute(sa.delete(_EVENTS).where(_EVENTS.c.kind.in_(("metrics", "condensed"))))
    for job_id, attempt, kind, number in connection.execute(order).all():
        query = sa.select(block.data).where(block.level == 0, block.job_id == job_id)
        query = query.where(block.attempt == attempt, block.kind == kind, block.number == number)
        points = _points(kind, connection.scalar(query) or b"")
        rows = [
            {
                "job_id": job_id,
                "attempt": attempt,
                "kind": kind,
                "step": point["step"],
                "data": point,
                "created_at": datetime.fromtimestamp(point["time"] or 0, UTC),
            }
            for point in points
        ]
        connection.execute(sa.insert(_EVENTS), rows)


def _append(session: Session, page: list[Any] | Any) -> None:
    series: dict[tuple[str, int, Kind], list[dict[str, Any]]] = {}
    for row in page:
        data = row.data | {"step": row.step}
        series.setdefault((row.job_id, row.attempt, cast(Kind, row.kind)), []).append(data)
    for (job_id, attempt, kind), points in series.items():
        names = COLUMNS[kind]
        values = [[point.get(name) for name in names] for point in points]
        append(session, job_id, attempt, kind, np.array(values, dtype=np.float64).T)


def _points(kind: Kind, block: bytes) -> list[dict[str, Any]]:
    names = COLUMNS[kind]
    columns = [
        [
            None if not np.isfinite(value) else int(value) if name in _WHOLE else value
            for value in column.tolist()
        ]
        for name, column in zip(names, decode(block, names), strict=True)
    ]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
