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

from backend.core.curves.blocks import Kind, Table, decode, empty, names_of
from backend.core.curves.thinning import Indices, thin, without_repeats
from backend.core.curves.writing import GROUPS, SPAN
from backend.core.models import Attempt, CurveBlock

TRAINING_COLUMNS: Final = (
    "step", "seconds", "loss", "learning_rate", "grad_norm", "tokens_per_s", "memory_bytes", "mfu",
    "wait", "balance_loss", "reward_margin", "reward_accuracy",
)  # fmt: skip
VALIDATION_COLUMNS: Final = ("step", "loss", "reward_margin", "reward_accuracy")
WHOLE_NUMBERS: Final = {"step", "memory_bytes", "tokens"}

# Made once and of plain columns: to make a query takes longer than the database takes to answer it.
_BLOCK: Final = CurveBlock.__table__.c
_ATTEMPT: Final = Attempt.__table__.c
_LIMITS: Final = (
    select(_ATTEMPT.number, _ATTEMPT.start_step)
    .where(_ATTEMPT.job_id == bindparam("job_id"))
    .order_by(_ATTEMPT.number.desc())
)
_BLOCKS: Final = (
    select(
        _BLOCK.kind,
        _BLOCK.attempt,
        _BLOCK.number,
        _BLOCK.rows,
        _BLOCK.first_step,
        _BLOCK.last_step,
    )
    .where(_BLOCK.job_id == bindparam("job_id"), _BLOCK.level == 0)
    .order_by(_BLOCK.attempt, _BLOCK.number)
)
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


class _Block(NamedTuple):
    """A block of level 0 that has points to show."""

    attempt: int
    number: int
    rows: int
    first_step: int
    last_step: int
    whole: bool  # every point of it is shown, and summaries know them


@dataclass(frozen=True)
class _Series:
    """Where the points of one curve are, and which of them are shown."""

    session: Session
    job_id: str
    kind: Kind
    blocks: list[_Block]  # by attempt: later ones begin where earlier ones are hidden
    shown: dict[int, tuple[float, float]]  # by attempt: from which step to which


def curve(
    session: Session,
    job_id: str,
    points: int = 750,
    *,
    from_step: int | None = None,
    to_step: int | None = None,
) -> dict[str, dict[str, list[Any]]]:
    """``{"training": {column: values}, "validation": {column: values}}``.

    Each has at most ``points`` rows, those that stand for the losses between the two steps (both
    included; None: the ends of the curve). What an earlier attempt did beyond the step where a
    later one resumed is hidden, for it was done again. A value that was not finite, or that the
    job does not measure, is None.
    """
    start = -math.inf if from_step is None else from_step
    end = math.inf if to_step is None else to_step
    limits = superseded_after(session, job_id)
    shown = {attempt: (start, min(end, limit)) for attempt, limit in limits.items()}
    blocks = _blocks(session, job_id, shown)
    answer: dict[str, dict[str, list[Any]]] = {}
    parts: tuple[tuple[str, Kind, Sequence[str]], ...] = (
        ("training", "metric", TRAINING_COLUMNS),
        ("validation", "validation", VALIDATION_COLUMNS),
    )
    for part, kind, columns in parts:
        series = _Series(session, job_id, kind, blocks.get(kind, []), shown)
        table, units = _candidates(series, points)
        chosen = table[:, thin(table[names_of(kind).index("loss")], units, points)]
        answer[part] = as_lists(chosen, kind, columns)
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


def superseded_after(session: Session, job_id: str) -> dict[int, float]:
    """For each attempt, the last step that no later attempt did again."""
    limits: dict[int, float] = {}
    limit = float("inf")
    for number, start_step in session.execute(_LIMITS, {"job_id": job_id}):
        limits[number] = limit
        if start_step is not None:
            limit = min(limit, start_step)
    return limits


def _candidates(series: _Series, points: int) -> tuple[Table, Indices]:
    """The points to choose from, in order, and the unit of each (see ``thinning.thin``)."""
    blocks = series.blocks
    level = _level(sum(block.rows for block in blocks), points)
    tables, units, counted = [empty(series.kind)], [np.empty(0, dtype=np.int64)], 0
    for summarized, group in groupby(
        blocks, key=lambda block: (block.attempt, block.whole and level > 0)
    ):
        run = list(group)
        read = _summaries if summarized[1] else _points
        table, unit = read(series, run, level)
        if len(unit):
            tables.append(table)
            units.append(np.cumsum(np.diff(unit, prepend=unit[:1]) > 0) + counted)
            counted = int(units[-1][-1]) + 1
    return np.hstack(tables), np.concatenate(units)


def _blocks(
    session: Session, job_id: str, shown: dict[int, tuple[float, float]]
) -> dict[str, list[_Block]]:
    """What there is to show, by kind."""
    blocks: dict[str, list[_Block]] = {}
    for kind, attempt, number, count, first, last in session.execute(_BLOCKS, {"job_id": job_id}):
        start, end = shown[attempt]
        if first <= end and last >= start:
            whole = count == SPAN and first >= start and last <= end
            block = _Block(attempt, number, count, first, last, whole)
            blocks.setdefault(kind, []).append(block)
    return blocks


def _level(total: int, points: int) -> int:
    """The highest level that still has a unit for each bucket."""
    fitting = (level for level, group in GROUPS.items() if total >= group * max(points, 2) // 2)
    return max(fitting, default=0) if total > points else 0


def _summaries(series: _Series, run: list[_Block], level: int) -> tuple[Table, Indices]:
    """What stands for neighbouring whole blocks, and the group of each point."""
    place = {
        "job_id": series.job_id, "attempt": run[0].attempt, "kind": series.kind, "level": level,
        "from_step": run[0].first_step, "to_step": run[-1].last_step,
    }  # fmt: skip
    names = names_of(series.kind, summary=True)
    table = np.hstack([decode(data, names) for data in series.session.scalars(_SUMMARIES, place)])
    number = table[-1].astype(np.int64)
    inside = (number >= run[0].number) & (number < run[-1].number + SPAN)
    return table[:-1, inside], number[inside] // GROUPS[level]


def _points(series: _Series, run: list[_Block], level: int) -> tuple[Table, Indices]:
    """The points of neighbouring blocks that are to be shown, in groups as those of ``level``."""
    attempt, first, behind = run[0].attempt, run[0].number, run[-1].number + run[-1].rows
    table = rows(series.session, series.job_id, attempt, series.kind, first=first, end=behind)
    names = names_of(series.kind)
    start, end = series.shown[attempt]
    step = table[names.index("step")]
    kept = np.flatnonzero((step >= start) & (step <= end))
    if level:
        kept = kept[without_repeats(table[names.index("loss")][kept])]
    return table[:, kept], (first + kept) // GROUPS.get(level, 1)


def _values(column: NDArray[np.float64], whole: bool) -> list[Any]:
    finite = np.isfinite(column)
    if not finite.any():
        return [None] * len(column)
    filled = np.where(finite, column, 0)
    values: list[Any] = (filled.astype(np.int64) if whole else filled).tolist()
    for place in np.flatnonzero(~finite):
        values[place] = None
    return values
