"""How far each attempt of a job came, and which of its points are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, func, select
from sqlalchemy.orm import Session

from backend.core.curves.blocks import Kind
from backend.core.curves.writing import SPAN
from backend.core.models import Attempt, CurveBlock

Shown = dict[int, tuple[float, float]]  # by attempt: from which step to which, both included


class Reach(NamedTuple):
    """An attempt with the last block of each kind; None where it has none.

    Blocks are only ever appended to an attempt, so a curve stays as it is for as long as these do.
    """

    attempt: int
    start_step: int | None
    metric_number: int | None
    metric_rows: int | None
    metric_last_step: int | None
    validation_number: int | None
    validation_rows: int | None
    validation_last_step: int | None


class Stretch(NamedTuple):
    """Neighbouring points of an attempt, in a block or in many."""

    attempt: int
    number: int
    rows: int
    first_step: int
    last_step: int
    whole: bool  # full spans, of which every point is shown: summaries know them


# Made once and of plain columns: to make a query takes longer than the database takes to answer it.
_ATTEMPT: Final = Attempt.__table__.c
_BLOCK: Final = CurveBlock.__table__.c
_METRIC: Final = CurveBlock.__table__.alias()
_VALIDATION: Final = CurveBlock.__table__.alias()


def _is_last(block: FromClause, kind: Kind) -> ColumnElement[bool]:
    mine = (_BLOCK.job_id == _ATTEMPT.job_id, _BLOCK.attempt == _ATTEMPT.number)
    last = select(func.max(_BLOCK.number)).where(*mine, _BLOCK.kind == kind, _BLOCK.level == 0)
    found = block.c
    return and_(
        found.job_id == _ATTEMPT.job_id,
        found.attempt == _ATTEMPT.number,
        found.kind == kind,
        found.level == 0,
        found.number == last.correlate(Attempt.__table__).scalar_subquery(),
    )


_REACHED: Final = (
    select(
        _ATTEMPT.number,
        _ATTEMPT.start_step,
        _METRIC.c.number,
        _METRIC.c.rows,
        _METRIC.c.last_step,
        _VALIDATION.c.number,
        _VALIDATION.c.rows,
        _VALIDATION.c.last_step,
    )
    .select_from(Attempt.__table__)
    .outerjoin(_METRIC, _is_last(_METRIC, "metric"))
    .outerjoin(_VALIDATION, _is_last(_VALIDATION, "validation"))
    .where(_ATTEMPT.job_id == bindparam("job_id"))
    .order_by(_ATTEMPT.number)
)
_LIMITS: Final = (
    select(_ATTEMPT.number, _ATTEMPT.start_step)
    .where(_ATTEMPT.job_id == bindparam("job_id"))
    .order_by(_ATTEMPT.number)
)
_BLOCKS: Final = (
    select(_BLOCK.attempt, _BLOCK.number, _BLOCK.rows, _BLOCK.first_step, _BLOCK.last_step)
    .where(_BLOCK.job_id == bindparam("job_id"), _BLOCK.attempt == bindparam("attempt"))
    .where(_BLOCK.kind == bindparam("kind"), _BLOCK.level == 0)
    .order_by(_BLOCK.number)
)


def reached(session: Session, job_id: str) -> tuple[Reach, ...]:
    """How far each attempt came, in their order."""
    return tuple(Reach(*row) for row in session.execute(_REACHED, {"job_id": job_id}))


def superseded_after(session: Session, job_id: str) -> dict[int, float]:
    """For each attempt, the last step that no later attempt did again."""
    found = session.execute(_LIMITS, {"job_id": job_id})
    return limits([(number, start_step) for number, start_step in found])


def limits(attempts: Sequence[tuple[int, int | None]]) -> dict[int, float]:
    """The same, of the number and the first step of each attempt, in their order."""
    found: dict[int, float] = {}
    limit = float("inf")
    for number, start_step in reversed(attempts):
        found[number] = limit
        if start_step is not None:
            limit = min(limit, start_step)
    return found


def stretches(
    session: Session, job_id: str, kind: Kind, reaches: Iterable[Reach], shown: Shown
) -> list[Stretch]:
    """What there is to show of one kind, in order.

    Only where a part of an attempt is hidden are its blocks looked at.
    """
    found: list[Stretch] = []
    for reach in reaches:
        number, rows, last_step = reach[2:5] if kind == "metric" else reach[5:8]
        if number is None or rows is None or last_step is None:
            continue
        start, end = shown[reach.attempt]
        if start <= 0 and last_step <= end:
            found += _all_of(reach.attempt, number + rows, last_step)
        else:
            place = {"job_id": job_id, "attempt": reach.attempt, "kind": kind}
            for row in session.execute(_BLOCKS, place):
                attempt, number, rows, first, last = row
                if first <= end and last >= start:
                    whole = rows == SPAN and first >= start and last <= end
                    found.append(Stretch(attempt, number, rows, first, last, whole))
    return found


def _all_of(attempt: int, count: int, last_step: int) -> Iterable[Stretch]:
    full = count // SPAN * SPAN
    if full:
        yield Stretch(attempt, 0, full, 0, last_step, whole=True)
    if count > full:
        yield Stretch(attempt, full, count - full, 0, last_step, whole=False)
