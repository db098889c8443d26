"""Examples of the problems of a dataset: a line, what is wrong with it, the words around."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from minimind.rows.duplicates import Pairs, Search
from minimind.rows.lookup import Place, RowReader
from minimind.rows.parts import Tally, first_rows
from minimind.rows.problems import excerpt, words_of
from minimind.rows.scanning import EXAMPLES
from minimind.spec.report import Example, Problem


def examples_of(tallies: Sequence[Tally]) -> dict[Problem, list[Example]]:
    """The first few that scanning met, with lines counted through the file."""
    found: dict[Problem, list[Example]] = {}
    before = 0
    for tally in tallies:
        for problem, examples in tally.examples.items():
            kept = found.setdefault(problem, [])
            for line, field, message, shown in examples[: EXAMPLES - len(kept)]:
                number = before + line + 1
                kept.append(Example(line=number, field=field, message=message, excerpt=shown))
        before += tally.lines
    return found


class Shown:
    """Makes examples of rows that were found by number."""

    def __init__(self, search: Search) -> None:
        self._place = search.place
        self._lines = _Lines(search.keys.tallies)
        self._others = _Lines(search.validation[1].tallies) if search.validation else self._lines

    def alike(self, pairs: Sequence[Pairs], message: str, *, other: bool) -> list[Example]:
        """The first few rows of ``pairs``.

        Args:
            message: with ``{}`` for the line of the row that it is like.
            other: those rows are in the validation file.
        """
        whole = np.concatenate([np.zeros((0, 2), np.uint32), *pairs])
        first = whole[np.argsort(whole[:, 0])][:EXAMPLES].tolist()
        lines = self._others if other else self._lines
        return [self._example(row, message.format(lines.line(like))) for row, like in first]

    def rows(self, rows: Sequence[int], message: str) -> list[Example]:
        """One example of each row."""
        return [self._example(row, message) for row in rows]

    def _example(self, row: int, message: str) -> Example:
        place: Place = self._place
        with RowReader(place) as reader:
            words = words_of(reader.row(row), place.kind)
        shown = excerpt(words.main)
        return Example(line=self._lines.line(row), field=None, message=message, excerpt=shown)


class _Lines:
    """The lines of rows while the table is not there yet."""

    def __init__(self, tallies: Sequence[Tally]) -> None:
        before = first_rows(tallies)
        gaps = [
            (row + n, count)
            for t, n in zip(tallies, before, strict=True)
            for row, count in t.blanks
        ]
        self._rows, counts = np.array(gaps, np.int64).reshape(-1, 2).T
        self._blanks = np.concatenate([[0], np.cumsum(counts)])

    def line(self, row: int) -> int:
        return row + 1 + int(self._blanks[np.searchsorted(self._rows, row, side="right")])
