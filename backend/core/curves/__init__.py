"""Curves of jobs: every point of every attempt, in binary blocks, and summaries of them.

    blocks    the format of one block
    thinning  which points stand for many
    writing   ``append``: points into blocks, and summaries of the full ones
    extent    ``reached``: how far each attempt came, and what of it is shown
    reading   ``curve``: what a page shows;  ``rows``: points by their number;  ``steps``
    conversion  from and to the events of the first version, for a migration

Points are numbered from 0 within an attempt and kind (``metric``, ``validation``), in the order of
their lines. A summary knows the numbers of its points, so what is served are always real ones.
"""

from __future__ import annotations

from backend.core.curves.blocks import COLUMNS, Columns, Kind, Table, columns_of
from backend.core.curves.extent import Reach, reached, superseded_after
from backend.core.curves.reading import (
    TRAINING_COLUMNS,
    VALIDATION_COLUMNS,
    WHOLE_NUMBERS,
    as_lists,
    curve,
    curve_columns,
    rows,
    steps,
)
from backend.core.curves.thinning import thin
from backend.core.curves.writing import append, length

__all__ = [
    "COLUMNS",
    "TRAINING_COLUMNS",
    "VALIDATION_COLUMNS",
    "WHOLE_NUMBERS",
    "Columns",
    "Kind",
    "Reach",
    "Table",
    "append",
    "as_lists",
    "columns_of",
    "curve",
    "curve_columns",
    "length",
    "reached",
    "rows",
    "steps",
    "superseded_after",
    "thin",
]
