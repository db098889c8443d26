"""A copy of a dataset without its bad rows, and a list of everything that was changed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from minimind.rows.checking import CheckOptions, Progress, bad_request, check
from minimind.rows.columns import LONGEST, Columns, bit, problems_of
from minimind.rows.gathering import Watched
from minimind.rows.made import Made
from minimind.rows.mending import mend
from minimind.rows.problems import DESCRIBED
from minimind.spec import SpecError
from minimind.spec.report import Problem, Report, Treatment
from minimind.spec.rows import RowKind
from minimind.work.folder import Work

_CHUNK = 2**16
_COPY_BYTES = 2**20


class CleanRequest(BaseModel):
    """``request.json`` of the work ``clean``."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["clean"]
    path: Path
    row_kind: RowKind | None = None
    notes: Path | None = None  # of the file's last check; used when it measured the same
    treatments: dict[Problem, Treatment] = {}  # of others: what the report proposes
    tokenizer: Path | None = None
    max_length: int = Field(default=512, ge=2)
    validation: Path | None = None
    validation_name: str | None = None

    def options(self) -> CheckOptions:
        """What its checks measure against."""
        return CheckOptions(
            max_length=self.max_length,
            tokenizer=self.tokenizer,
            validation=self.validation,
            validation_name=self.validation_name,
        )


def run(work: Work) -> dict[str, Any]:
    """The work ``clean``: ``data.jsonl``, ``notes/`` with ``changes.jsonl``; returns a Made."""
    try:
        request = CleanRequest.model_validate(work.request)
    except ValidationError as error:
        raise bad_request(error) from error
    return clean_file(request, work.folder, work.progress, work.state).model_dump()


def clean_file(
    request: CleanRequest, folder: Path, progress: Progress, state: Path | None = None
) -> Made:
    """Writes ``data.jsonl`` and ``notes/`` into ``folder``.

    ``notes/changes.jsonl`` names every row that was dropped or changed.

    Args:
        progress: called several times a second; what it raises ends the work.
        state: where finished parts of checks are kept, so that a new start goes on.

    Raises SpecError for a treatment that is none of the problem's, or when no row is left.
    """
    treatments = _treatments(request.treatments)
    state = state or folder / "state"
    watched = Watched(request.path)
    report, columns = _checked(request, watched, state, progress)
    notes = folder / "notes"
    notes.mkdir(exist_ok=True)
    cleaner = _Cleaner(request.path, report.kind, columns, treatments)
    with ExitStack() as stack:
        source = stack.enter_context(request.path.open("rb"))
        target = stack.enter_context((folder / "data.jsonl").open("wb"))
        changes = stack.enter_context((notes / "changes.jsonl").open("w", encoding="utf-8"))
        for done in cleaner.write(source, target, changes):
            progress("Cleaning rows", done, len(columns), "rows")
    watched.check()
    if cleaner.rows == 0:
        raise SpecError(
            "No row would be left.",
            field="treatments",
            remedy="Keep or fix some of the problems, or mend the file.",
        )
    options = replace(request.options(), state=state / "after")
    after = check(folder / "data.jsonl", report.kind, notes, options, progress)
    shutil.rmtree(state, ignore_errors=True)
    return Made(
        kind=report.kind,
        sha256=cleaner.hash.hexdigest(),
        bytes=after.bytes,
        rows=after.rows,
        errors=after.errors,
        warnings=after.warnings,
        notes=cleaner.told(),
    )


def _treatments(chosen: dict[Problem, Treatment]) -> dict[Problem, Treatment]:
    for problem, treatment in chosen.items():
        offered = DESCRIBED[problem].treatments
        if treatment not in offered:
            raise SpecError(
                f"{treatment!r} is no treatment of {problem!r}.",
                field=f"treatments.{problem}",
                remedy=f"Choose one of: {', '.join(offered)}.",
            )
    return {
        problem: chosen.get(problem, words.treatments[0]) for problem, words in DESCRIBED.items()
    }


def _checked(
    request: CleanRequest, watched: Watched, state: Path, progress: Progress
) -> tuple[Report, Columns]:
    """What is known of the file: from its notes when they fit, else from a new check."""
    if request.notes is not None:
        try:
            report = Report.model_validate_json((request.notes / "report.json").read_bytes())
            columns = Columns.open(request.notes)
        except (OSError, ValueError, KeyError):
            pass
        else:
            name = request.validation_name or (request.validation and request.validation.name)
            same = (report.max_length, report.validation) == (request.max_length, name)
            if same and columns.checked and columns.bytes == watched.size:
                return report, columns
    notes = state / "before"
    options = replace(request.options(), state=state / "checking")
    report = check(request.path, request.row_kind, notes, options, progress)
    return report, Columns.open(notes)


@dataclass
class _Cleaner:
    """The copying of one file.

    Attributes:
        rows: written so far.
        hash: of what is written.
    """

    path: Path
    kind: RowKind
    columns: Columns
    treatments: dict[Problem, Treatment]
    rows: int = 0
    hash: Any = field(default_factory=hashlib.sha256)
    dropped: Counter[Problem] = field(default_factory=Counter)
    changed: Counter[Problem] = field(default_factory=Counter)
    beyond_mending: int = 0

    def write(self, source: IO[bytes], target: IO[bytes], changes: IO[str]) -> Iterator[int]:
        """Copies row by row; yields how many it has looked at."""
        treated = self._bits("drop") | self._bits("fix")
        for begin in range(0, len(self.columns), _CHUNK):
            problems = np.asarray(self.columns.problems[begin : begin + _CHUNK])
            special = np.flatnonzero((problems & treated) != 0) + begin
            kept = begin
            for row in special.tolist():
                yield from self._copy(source, target, kept, row)
                self._treat(source, target, changes, row)
                kept = row + 1
                yield row
            yield from self._copy(source, target, kept, begin + len(problems))
            yield begin + len(problems)

    def told(self) -> list[str]:
        """What was done, a sentence for each problem."""
        notes = [
            f"{rows:,} rows dropped: {DESCRIBED[problem].title.lower()}."
            for problem, rows in self.dropped.most_common()
        ]
        notes += [
            f"{rows:,} rows mended: {DESCRIBED[problem].title.lower()}."
            for problem, rows in self.changed.most_common()
        ]
        if self.beyond_mending:
            notes.append(f"{self.beyond_mending:,} of the dropped rows could not be mended.")
        return notes or ["Nothing had to be changed."]

    def _bits(self, treatment: Treatment) -> np.uint32:
        wanted = [
            bit(problem) for problem, chosen in self.treatments.items() if chosen == treatment
        ]
        return np.uint32(sum(wanted))

    def _copy(self, source: IO[bytes], target: IO[bytes], first: int, end: int) -> Iterator[int]:
        """Rows that stay as they are, in one piece."""
        if first >= end:
            return
        position = int(self.columns.offsets[first])
        left = int(self.columns.offsets[end - 1]) + int(self.columns.lengths[end - 1]) - position
        source.seek(position)
        while left:
            block = source.read(min(left, _COPY_BYTES))
            if not block:
                raise SpecError("The file changed while it was read.", field="path")
            self._put(target, block)
            left -= len(block)
            yield first
        self._put(target, b"\n")
        self.rows += end - first

    def _treat(self, source: IO[bytes], target: IO[bytes], changes: IO[str], row: int) -> None:
        found: list[Problem] = problems_of(int(self.columns.problems[row]))
        drop: list[Problem] = [problem for problem in found if self.treatments[problem] == "drop"]
        fix: list[Problem] = [problem for problem in found if self.treatments[problem] == "fix"]
        told: dict[str, Any] = {"line": self.columns.line(row)}
        mended = None if drop else self._mended(source, row, set(fix))
        if mended is not None:
            self._put(target, mended.encode() + b"\n")
            self.rows += 1
            self.changed.update(fix)
            told |= {"done": "mended", "problems": fix}
        else:
            self.dropped[(drop or fix)[0]] += 1
            told |= {"done": "dropped", "problems": drop or fix}
            if not drop:
                self.beyond_mending += 1
                told["note"] = "It could not be mended."
        changes.write(json.dumps(told) + "\n")

    def _mended(self, source: IO[bytes], row: int, problems: set[Problem]) -> str | None:
        length = int(self.columns.lengths[row])
        if length == LONGEST:
            return None
        source.seek(int(self.columns.offsets[row]))
        wanted: set[Problem] = {p for p, chosen in self.treatments.items() if chosen == "fix"}
        return mend(source.read(length), self.kind, wanted, problems)

    def _put(self, target: IO[bytes], block: bytes) -> None:
        target.write(block)
        self.hash.update(block)


def changes_of(notes: Path) -> Iterator[dict[str, Any]]:
    """What ``clean_file`` has written to ``notes/changes.jsonl``: nothing when there is none."""
    try:
        with (notes / "changes.jsonl").open(encoding="utf-8") as file:
            yield from map(json.loads, file)
    except FileNotFoundError:
        return
