"""The report of a dataset, put together from its row table and what else was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minimind.rows.columns import LANGUAGES, ColumnsWriter, bit
from minimind.rows.problems import DESCRIBED, ERRORS, Described
from minimind.spec.report import PROBLEMS, Example, Histogram, Problem, ProblemGroup

# 0, 16, 32, 64 ... 65536: texts and rows differ by factors, not by differences.
EDGES = [0, *(2**power for power in range(4, 17))]
_CHUNK = 2**20
_ERROR_BITS = np.uint32(sum(map(bit, ERRORS)))


def histogram(values: NDArray[Any]) -> Histogram:
    """Of whole numbers."""
    return Histogram(edges=EDGES, counts=_counts(values).tolist())


@dataclass
class Summary:
    """What the row table says in all.

    Attributes:
        problems: rows with each problem.
        errors: rows with at least one error.
        warnings: rows without an error and with at least one warning.
    """

    problems: dict[Problem, int]
    errors: int
    warnings: int
    characters: int
    lengths: Histogram
    languages: dict[str, int]


def summarise(table: ColumnsWriter) -> Summary:
    """Reads the table once, a little at a time."""
    problems: dict[Problem, int] = dict.fromkeys(PROBLEMS, 0)
    errors = warnings = characters = 0
    lengths = np.zeros(len(EDGES), np.int64)
    languages = np.zeros(len(LANGUAGES), np.int64)
    for first, count in _chunks(table.rows):
        bits = table.read("problems", first, count)
        for problem in PROBLEMS:
            problems[problem] += int(np.count_nonzero(bits & np.uint32(bit(problem))))
        bad = (bits & _ERROR_BITS) != 0
        errors += int(bad.sum())
        warnings += int(np.count_nonzero(bits)) - int(bad.sum())
        sizes = table.read("characters", first, count)
        characters += int(sizes.sum(dtype=np.int64))
        lengths += _counts(sizes[~bad])
        spoken = table.read("languages", first, count)[~bad]
        languages += np.bincount(spoken, minlength=len(LANGUAGES))
    return Summary(
        problems,
        errors,
        warnings,
        characters,
        Histogram(edges=EDGES, counts=lengths.tolist()),
        dict(zip(LANGUAGES, languages.tolist(), strict=True)),
    )


def groups(
    problems: Mapping[Problem, int], examples: Mapping[Problem, Sequence[Example]]
) -> list[ProblemGroup]:
    """Errors first, then by rows."""
    found: list[Problem] = [problem for problem in PROBLEMS if problems[problem]]
    found.sort(key=lambda problem: (problem not in ERRORS, -problems[problem]))
    return [_group(problem, problems[problem], examples.get(problem, ())) for problem in found]


def _group(problem: Problem, rows: int, examples: Sequence[Example]) -> ProblemGroup:
    words: Described = DESCRIBED[problem]
    return ProblemGroup(
        problem=problem,
        severity=words.severity(problem),
        title=words.title,
        explanation=words.explanation,
        remedy=words.remedy,
        rows=rows,
        examples=list(examples),
        treatments=list(words.treatments),
    )


def _counts(values: NDArray[Any]) -> NDArray[np.int64]:
    where = np.searchsorted(EDGES, values, side="right") - 1
    return np.bincount(where, minlength=len(EDGES))


def _chunks(rows: int) -> Iterator[tuple[int, int]]:
    for first in range(0, rows, _CHUNK):
        yield first, min(_CHUNK, rows - first)
