"""Checks every row of a dataset file, and writes its report and its row table."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from minimind.data.processors import available_processors
from minimind.rows import duplicates
from minimind.rows.columns import ColumnsWriter
from minimind.rows.counting import Counting, count_tokens
from minimind.rows.duplicates import Keys, Pairs, Search
from minimind.rows.examples import Shown, examples_of
from minimind.rows.fingerprints import BANDS
from minimind.rows.gathering import Watched, join, scan_file, tell_kind
from minimind.rows.lookup import Place
from minimind.rows.pool import Pool
from minimind.rows.reports import groups, summarise
from minimind.rows.scanning import EXAMPLES, RANGE_BYTES
from minimind.spec import SpecError
from minimind.spec.report import Example, Problem, Report, Tokens
from minimind.spec.rows import RowKind
from minimind.work.folder import Work, write_json

# (activity, done, total, unit); may raise to end the work. As ``Work.progress``.
Progress = Callable[[str, int, int | None, str], None]
_Tick = Callable[[int, int], None]


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


class CheckRequest(BaseModel):
    """``request.json`` of the work ``check``."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["check"]
    path: Path
    row_kind: RowKind | None = None
    notes: Path | None = None  # None: ``notes`` in the work's folder
    tokenizer: Path | None = None
    max_length: int = Field(default=512, ge=2)
    validation: Path | None = None
    validation_name: str | None = None


def run(work: Work) -> dict[str, Any]:
    """The work ``check``: the report is in the notes; returns its counts."""
    try:
        request = CheckRequest.model_validate(work.request)
    except ValidationError as error:
        raise bad_request(error) from error
    options = CheckOptions(
        max_length=request.max_length,
        tokenizer=request.tokenizer,
        validation=request.validation,
        validation_name=request.validation_name,
        state=work.state / "check",
    )
    notes = request.notes or work.folder / "notes"
    report = check(request.path, request.row_kind, notes, options, work.progress)
    return report.model_dump(include={"kind", "rows", "errors", "warnings", "bytes"})


def bad_request(error: ValidationError) -> SpecError:
    """The first complaint about a request."""
    first = error.errors(include_url=False)[0]
    return SpecError(f"{first['msg']}.", field=".".join(map(str, first["loc"])) or None)


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
    options = options or CheckOptions()
    progress = progress or (lambda *_: None)
    notes.mkdir(parents=True, exist_ok=True)
    state = options.state or notes / ".check"
    watched = Watched(path)
    job = _Check(watched, kind or tell_kind(path), state, options, progress)
    workers = options.workers or available_processors()
    workers = 1 if watched.size < 2 * RANGE_BYTES else workers  # not worth the processes
    try:
        with ColumnsWriter(notes) as writer, Pool(workers) as pool:
            report = job.run(pool, writer)
            watched.check()
            writer.commit(watched.size, checked=True)
    except BaseException:
        if options.state is None:  # nobody would go on from there
            shutil.rmtree(state, ignore_errors=True)
        raise
    write_json(notes / "report.json", report.model_dump(mode="json"))
    shutil.rmtree(state, ignore_errors=True)
    return report


@dataclass
class _Check:
    """One check under way."""

    watched: Watched
    kind: RowKind
    state: Path
    options: CheckOptions
    progress: Progress

    def run(self, pool: Pool, writer: ColumnsWriter) -> Report:
        started = time.monotonic()
        keys = self._scan(pool, self.watched, self.kind, "rows", writer)
        if not writer.rows:
            raise SpecError("The file holds no rows.", remedy="Give it one JSON object a line.")
        examples = examples_of(keys.tallies)
        place = Place(self.watched.path, self.kind, writer.directory, writer.rows)
        validation = self._scan_validation(pool)
        directory = self.state / "pairs"
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        search = Search(place, keys, validation, directory)
        examples |= self._find_duplicates(pool, search, writer)
        tokens, over = self._count(pool, place, keys, writer)
        if over:
            examples["over_length"] = over
        found = summarise(writer)
        return Report(
            kind=self.kind,
            rows=writer.rows,
            errors=found.errors,
            warnings=found.warnings,
            bytes=self.watched.size,
            characters=found.characters,
            turns=sum(tally.turns for tally in keys.tallies),
            problems=groups(found.problems, examples),
            lengths=found.lengths,
            languages=found.languages,
            tokens=tokens,
            max_length=self.options.max_length,
            validation=self._validation_name(),
            seconds=round(time.monotonic() - started, 3),
        )

    def _scan(
        self, pool: Pool, watched: Watched, kind: RowKind, name: str, writer: ColumnsWriter
    ) -> Keys:
        def tick(done: int) -> None:
            self.progress("Checking rows", done, watched.size, "bytes")

        directory = self.state / name
        tallies = scan_file(pool, watched, kind, directory, tick)
        join(directory, tallies, watched.size, writer)
        writer.flush()
        return Keys(directory, tallies)

    def _scan_validation(self, pool: Pool) -> tuple[Place, Keys] | None:
        if self.options.validation is None:
            return None
        watched = Watched(self.options.validation)
        kind = tell_kind(watched.path)
        notes = self.state / "validation-notes"
        with ColumnsWriter(notes) as writer:
            keys = self._scan(pool, watched, kind, "validation", writer)
            writer.commit(watched.size, checked=True)
        return Place(watched.path, kind, notes / "rows", keys.rows), keys

    def _validation_name(self) -> str | None:
        path = self.options.validation
        return None if path is None else self.options.validation_name or path.name

    def _find_duplicates(
        self, pool: Pool, search: Search, writer: ColumnsWriter
    ) -> dict[Problem, list[Example]]:
        """Marks duplicates, near duplicates and what is in the validation file."""
        shares = list(range(search.shares))
        tasks = [(band, share) for band in range(BANDS) for share in shares]
        ranges = duplicates.ranges_of_rows(search)
        total = len(shares) + len(tasks) + len(ranges)
        done = 0

        def tick() -> None:
            self.progress("Looking for duplicates", done, total, "steps")

        exact: list[Pairs] = []
        near: list[Pairs] = []
        shared: list[Pairs] = []
        for _, pairs in pool.run(partial(duplicates.find_exact, search), shares, tick):
            writer.mark(pairs[:, 0].astype(np.int64), "duplicate")
            exact.append(pairs[:EXAMPLES])
            done += 1
        writer.flush()
        for _ in pool.run(partial(duplicates.find_candidates, search), tasks, tick):
            done += 1
        for _, (own, other) in pool.run(partial(duplicates.compare, search), ranges, tick):
            writer.mark(own[:, 0].astype(np.int64), "near_duplicate")
            writer.mark(other[:, 0].astype(np.int64), "in_validation_set")
            near.append(own[:EXAMPLES])
            shared.append(other[:EXAMPLES])
            done += 1
        writer.flush()
        lines = Shown(search)
        return {
            "duplicate": lines.alike(exact, "The same as line {}.", other=False),
            "near_duplicate": lines.alike(near, "Nearly the same as line {}.", other=False),
            "in_validation_set": lines.alike(
                shared,
                "The words, or nearly, of line {} of the validation set.",
                other=True,
            ),
        }

    def _count(
        self, pool: Pool, place: Place, keys: Keys, writer: ColumnsWriter
    ) -> tuple[Tokens | None, list[Example]]:
        """Counts tokens and marks rows over the limit."""

        def tick(done: int, total: int) -> None:
            self.progress("Counting tokens", done, total, "rows")

        limit = self.options.max_length
        counting = Counting(place, self.options.tokenizer)
        tokens, over = count_tokens(pool, counting, limit, tick)
        first: list[int] = []
        for rows in over:
            writer.mark(rows, "over_length")
            first += rows[: EXAMPLES - len(first)].tolist()
        writer.flush()
        return tokens, Shown(Search(place, keys, None, self.state)).rows(
            first, f"The row is longer than {limit} tokens."
        )
