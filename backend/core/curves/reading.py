"""Curves for the browser: columns of a job's metrics, thinned so that no spike is lost."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from backend.core.curves.blocks import (
    ROW,
    Columns,
    Kind,
    Table,
    columns,
    decode,
    empty,
    names_of,
)
from backend.core.curves.extent import Reach, Shown, Stretch, limits, reached, stretches
from backend.core.curves.thinning import Indices, thin, without_repeats
from backend.core.curves.writing import GROUPS, SPAN
from backend.core.models import CurveBlock

TRAINING_COLUMNS: Final = (
    "step", "seconds", "loss", "learning_rate", "grad_norm", "tokens_per_s", "memory_bytes", "mfu",
    "wait", "balance_loss", "reward_margin", "reward_accuracy",
)  # fmt: skip
VALIDATION_COLUMNS: Final = ("step", "loss", "reward_margin", "reward_accuracy")
WHOLE_NUMBERS: Final = {"step", "memory_bytes", "tokens"}

# Made once and of plain columns: to make a query takes longer than the database takes to answer it.
_BLOCK: Final = CurveBlock.__table__.c
_IN_LEVEL: Final = (
    _BLOCK.job_id == bindparam("job_id"),
    _BLOCK.attempt == bindparam("attempt"),
    _BLOCK.kind == bindparam("kind"),
    _BLOCK.level == bindparam("level"),
)
_ROWS: Final = (
    select(_BLOCK.number, _BLOCK.data)
    .where(*_IN_LEVEL)
    # No block reaches over the end of a span.
    .where(_BLOCK.number < bindparam("end"), _BLOCK.number >= bindparam("span"))
    .where(_BLOCK.number + _BLOCK.rows > bindparam("first"))
    .order_by(_BLOCK.number)
)
_SUMMARIES: Final = (
    select(_BLOCK.data)
    .where(*_IN_LEVEL)
    .where(_BLOCK.last_step >= bindparam("from_step"), _BLOCK.first_step <= bindparam("to_step"))
    .order_by(_BLOCK.number)
)


class _Piece(NamedTuple):
    """Points of one block, or of a few."""

    columns: Columns
    kept: Indices  # which of them may be chosen
    groups: Indices  # the group of each that may be chosen


@dataclass(frozen=True)
class _Series:
    """Where the points of one curve are, and which of them are shown."""

    session: Session
    job_id: str
    kind: Kind
    shown: Shown

    @property
    def wanted(self) -> tuple[str, ...]:
        return TRAINING_COLUMNS if self.kind == "metric" else VALIDATION_COLUMNS


def curve(
    session: Session,
    job_id: str,
    points: int = 750,
    *,
    from_step: int | None = None,
    to_step: int | None = None,
) -> dict[str, dict[str, list[Any]]]:
    """``curve_columns`` as lists: whole numbers where they are, None where nothing finite is."""
    found = curve_columns(
        session, job_id, reached(session, job_id), points, from_step=from_step, to_step=to_step
    )
    return {
        part: {name: _values(column, name in WHOLE_NUMBERS) for name, column in columns.items()}
        for part, columns in found.items()
    }


def curve_columns(
    session: Session,
    job_id: str,
    reaches: Sequence[Reach],
    points: int,
    *,
    from_step: int | None = None,
    to_step: int | None = None,
) -> dict[str, Columns]:
    """``{"training": {column: values}, "validation": {column: values}}``.

    Each has at most ``points`` rows, those that stand for the losses between the two steps (both
    included; None: the ends of the curve). What an earlier attempt did beyond the step where a
    later one resumed is hidden, for it was done again. A value that was not finite may be NaN,
    as one is that the job does not measure.

    Args:
        reaches: what ``reached`` tells of the job in the same session.
    """
    start = -math.inf if from_step is None else from_step
    end = math.inf if to_step is None else to_step
    last = limits([(reach.attempt, reach.start_step) for reach in reaches])
    shown = {attempt: (start, min(end, limit)) for attempt, limit in last.items()}
    answer: dict[str, Columns] = {}
    parts: tuple[tuple[str, Kind], ...] = (("training", "metric"), ("validation", "validation"))
    for part, kind in parts:
        series = _Series(session, job_id, kind, shown)
        found = stretches(session, job_id, kind, reaches, shown)
        pieces, units = _candidates(series, found, points)
        losses = _gather(pieces, [piece.kept for piece in pieces], "loss")
        places = _places(pieces, thin(losses, units, points))
        answer[part] = {name: _gather(pieces, places, name) for name in series.wanted}
    return answer


def as_lists(table: Table, kind: Kind, columns: Iterable[str]) -> dict[str, list[Any]]:
    """Columns of a table as lists: whole numbers where they are, None where nothing finite is."""
    names = names_of(kind)
    return {name: _values(table[names.index(name)], name in WHOLE_NUMBERS) for name in columns}


def rows(session: Session, job_id: str, attempt: int, kind: Kind, *, first: int, end: int) -> Table:
    """The points of one attempt from number ``first`` on, before number ``end``."""
    level = {"job_id": job_id, "attempt": attempt, "kind": kind, "level": 0}
    place = {"first": first, "span": first // SPAN * SPAN, "end": end}
    found = session.execute(_ROWS, level | place).all()
    if not found:
        return empty(kind)
    start = found[0].number
    table = np.hstack([decode(row.data, names_of(kind)) for row in found])
    return table[:, first - start : end - start]


def steps(session: Session, job_id: str, attempt: int | None = None) -> list[int]:
    """The steps of all stored metrics, in the order they were stored, hidden ones too."""
    query = select(CurveBlock.data).filter_by(job_id=job_id, kind="metric", level=0)
    if attempt is not None:
        query = query.where(CurveBlock.attempt == attempt)
    names = names_of("metric")
    found = session.scalars(query.order_by(CurveBlock.attempt, CurveBlock.number))
    return [int(step) for data in found for step in decode(data, names)[names.index("step")]]


def _candidates(series: _Series, found: list[Stretch], points: int) -> tuple[list[_Piece], Indices]:
    """The points to choose from, in order, and the unit of each (see ``thinning.thin``)."""
    level = _level(sum(stretch.rows for stretch in found), points)
    pieces: list[_Piece] = []
    units, counted = [np.empty(0, dtype=np.int64)], 0
    for (_, summarized), together in groupby(
        found, key=lambda stretch: (stretch.attempt, stretch.whole and level > 0)
    ):
        read = _summaries if summarized else _points
        some = read(series, list(together), level)
        group = np.concatenate([piece.groups for piece in some])
        if len(group):
            pieces += some
            units.append(np.cumsum(np.diff(group, prepend=group[:1]) > 0) + counted)
            counted = int(units[-1][-1]) + 1
    return pieces, np.concatenate(units)


def _places(pieces: list[_Piece], chosen: Indices) -> list[Indices]:
    """Where in each piece the chosen ones of all candidates are."""
    places, begin, taken = [], 0, 0
    for piece in pieces:
        end = begin + len(piece.kept)
        upto = int(np.searchsorted(chosen, end))
        places.append(piece.kept[chosen[taken:upto] - begin])
        begin, taken = end, upto
    return places


def _gather(pieces: list[_Piece], places: list[Indices], name: str) -> NDArray[np.float64]:
    if not pieces:
        return np.empty(0)
    some = zip(pieces, places, strict=True)
    return np.concatenate([piece.columns[name][place] for piece, place in some])


def _level(total: int, points: int) -> int:
    """The highest level that still has a unit for each bucket."""
    fitting = (level for level, group in GROUPS.items() if total >= group * max(points, 2) // 2)
    return max(fitting, default=0) if total > points else 0


def _summaries(series: _Series, run: list[Stretch], level: int) -> list[_Piece]:
    """What stands for neighbouring full spans."""
    place = {
        "job_id": series.job_id, "attempt": run[0].attempt, "kind": series.kind, "level": level,
        "from_step": run[0].first_step, "to_step": run[-1].last_step,
    }  # fmt: skip
    first, behind = run[0].number, run[-1].number + run[-1].rows
    pieces = []
    for data in series.session.scalars(_SUMMARIES, place):
        found = columns(data, (*series.wanted, ROW))
        number = found[ROW].astype(np.int64)
        kept = np.flatnonzero((number >= first) & (number < behind))
        pieces.append(_Piece(found, kept, number[kept] // GROUPS[level]))
    return pieces


def _points(series: _Series, run: list[Stretch], level: int) -> list[_Piece]:
    """The points of neighbouring blocks that are to be shown, in groups as those of ``level``."""
    attempt, first, behind = run[0].attempt, run[0].number, run[-1].number + run[-1].rows
    table = rows(series.session, series.job_id, attempt, series.kind, first=first, end=behind)
    found = dict(zip(names_of(series.kind), table, strict=True))
    start, end = series.shown[attempt]
    kept = np.flatnonzero((found["step"] >= start) & (found["step"] <= end))
    if level:
        kept = kept[without_repeats(found["loss"][kept])]
    return [_Piece(found, kept, (first + kept) // GROUPS.get(level, 1))]


def _values(column: NDArray[np.float64], whole: bool) -> list[Any]:
    finite = np.isfinite(column)
    if not finite.any():
        return [None] * len(column)
    filled = np.where(finite, column, 0)
    values: list[Any] = (filled.astype(np.int64) if whole else filled).tolist()
    for place in np.flatnonzero(~finite):
        values[place] = None
    return values
