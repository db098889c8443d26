"""The kinds of problems: each writes them, and finds their answers in the questions alone."""

from __future__ import annotations

from minimind.generate.families import (
    arithmetic,
    dates,
    letters,
    logic,
    ordering,
    sequences,
    units,
    word_problems,
)
from minimind.generate.problem import Family

FAMILIES: dict[str, Family] = {
    "arithmetic": arithmetic,
    "word-problems": word_problems,
    "sequences": sequences,
    "ordering": ordering,
    "units": units,
    "dates": dates,
    "letters": letters,
    "logic": logic,
}
