"""Checks every row of a dataset file, and writes its report and its row table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from minimind.spec.report import Report
from minimind.spec.rows import RowKind

# (activity, done, total, unit); may raise to end the work. As ``Work.progress``.
Progress = Callable[[str, int, int | None, str], None]


@dataclass(frozen=True)
class CheckOptions:
    """What a check measures against.

    Attributes:
        max_length: of a sequence in tokens; longer rows count as ``over_length``.
        tokenizer: a tokenizer.json; None: the shipped one.
        validation: a dataset file that no row should be in.
        validation_name: what the report calls it; None: the file's name.
        workers: processes; None: one for each processor.
        state: a folder where finished parts are kept, so that a new start goes on; None: nowhere.
    """

    max_length: int = 512
    tokenizer: Path | None = None
    validation: Path | None = None
    validation_name: str | None = None
    workers: int | None = None
    state: Path | None = None


def check(
    path: Path,
    kind: RowKind | None,
    notes: Path,
    options: CheckOptions | None = None,
    progress: Progress | None = None,
) -> Report:
    """Checks a JSONL file; writes ``notes/report.json`` and the row table ``notes/rows/``.

    Args:
        kind: of the rows; None: as the first row that shows one.
        progress: called several times a second; what it raises ends the check.

    Raises SpecError when the file cannot be read, holds no row or changes meanwhile. Bad rows
    raise nothing: they are in the report.
    """
    raise NotImplementedError
