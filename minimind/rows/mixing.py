"""The piece of work ``mixture``: several datasets of one kind as one, shuffled."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field, ValidationError

from minimind.rows.checking import CheckOptions, check
from minimind.rows.mixture.index import PartIndex, build, drop_same
from minimind.rows.mixture.order import ROW_BYTES, Buckets
from minimind.rows.mixture.permutation import Permutation
from minimind.rows.mixture.plan import Share, divide
from minimind.rows.mixture.selection import Selection
from minimind.rows.output import OutputFile, check_space
from minimind.spec import SpecError
from minimind.spec.made import Made
from minimind.spec.mixture import MAX_PARTS, MixtureOptions, PartOptions
from minimind.spec.rows import RowKind
from minimind.spec.stages import spec_error
from minimind.work import Work
from minimind.work.folder import write_json

_MIXED = "mixed.json"
_SIDES = {"train": "training", "held_out": "held-out"}


class Part(PartOptions):
    """A dataset file, and what to take of it."""

    path: Path
    name: str


class MixtureRequest(MixtureOptions):
    """``request.json``.

    Attributes:
        row_kind: of the rows of all parts.
        workers: processes; None: one for each processor.
        min_free: bytes that must stay free on the disk.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["mixture"] = "mixture"
    row_kind: RowKind
    parts: list[Part] = Field(min_length=1, max_length=MAX_PARTS)
    workers: int | None = None
    min_free: int = 0


def run(work: Work) -> dict[str, Any]:
    """Leaves ``data.jsonl`` and ``notes``; returns a Made. Raises SpecError, Stopped.

    The same request over the same files makes the same bytes.
    """
    try:
        request = MixtureRequest.model_validate(work.request)
    except ValidationError as error:
        raise spec_error(error) from error
    if len({part.path for part in request.parts}) < len(request.parts):
        raise SpecError("A part is named twice.", field="parts", remedy="Raise its weight instead.")
    path = work.folder / "data.jsonl"
    mixed = _mixed_before(work, path) or _mix(work, request, path)
    options = CheckOptions(state=work.state / "check", workers=request.workers)
    report = check(path, request.row_kind, work.folder / "notes", options, work.progress)
    return Made(
        kind=request.row_kind, errors=report.errors, warnings=report.warnings, **mixed
    ).model_dump()


def _mix(work: Work, request: MixtureRequest, path: Path) -> dict[str, Any]:
    mixture = _Mixture(work, request)
    mixture.read()
    mixture.choose()
    sha256, size, rows = mixture.write(path)
    mixed = {"sha256": sha256, "bytes": size, "rows": rows, "notes": mixture.notes}
    write_json(work.state / _MIXED, mixed)
    for number in range(len(request.parts)):
        shutil.rmtree(work.state / f"part-{number}", ignore_errors=True)
    return mixed


def _mixed_before(work: Work, path: Path) -> dict[str, Any] | None:
    """What a start made that was cut off while it checked its rows."""
    try:
        mixed = json.loads((work.state / _MIXED).read_text("utf-8"))
        return mixed if mixed["bytes"] == path.stat().st_size else None
    except (OSError, ValueError):
        return None


class _Mixture:
    """One mixture under way.

    Attributes:
        notes: what a person should know of it.
    """

    def __init__(self, work: Work, request: MixtureRequest) -> None:
        self._work = work
        self._request = request
        self._parts: list[tuple[int, Part, PartIndex]] = []  # with their numbers in the request
        self._selections: list[Selection] = []
        self.notes: list[str] = []

    def read(self) -> None:
        """Finds the rows of all parts, and leaves those that are not wanted out."""
        request, work = self._request, self._work
        total = sum(_size(part) for part in request.parts)
        done = 0
        indices: list[PartIndex] = []
        for number, part in enumerate(request.parts):
            folder = work.state / f"part-{number}"

            def tick(at: int, before: int = done) -> None:
                work.progress("Reading the parts", before + at, total, "bytes")

            try:
                index = build(part.path, request.row_kind, folder, tick, request.workers)
            except SpecError as error:
                raise SpecError(
                    f"{part.name}: {error.message}",
                    field=f"parts.{number}",
                    line=error.line,
                    remedy="Make a cleaned copy of it first.",
                ) from error
            if request.side != "all":
                index.keep_side(request.side, request.fraction)
            indices.append(index)
            done += _size(part)
        if request.drop_duplicates:
            self._drop_same(indices)
        self._leave_out_empty(indices)

    def choose(self) -> None:
        """Decides how many rows each part gives, and which."""
        request = self._request
        shares: list[Share] = []
        weighted: list[tuple[Selection, int]] = []
        fixed = 0
        for number, part, index in self._parts:
            rows, characters = index.left()
            selection = Selection(index, rows, Permutation(rows, request.seed, "choice", number))
            self._selections.append(selection)
            if part.weight is None:
                selection.take_rows(min(part.max_rows or rows, rows))
                fixed += self._amount(selection)
            else:
                have = rows if request.by == "rows" else characters
                shares.append(Share(part.name, have, part.weight, f"parts.{number}.weight"))
                weighted.append((selection, have))
        if not shares:
            self._refuse_total()
            return
        left = None if request.total is None else self._left(request.total, fixed)
        divided = divide(shares, total=left, repeat=request.repeat, unit=request.by)
        self.notes += divided.notes
        for (selection, have), amount in zip(weighted, divided.amounts, strict=True):
            if request.by == "rows":
                selection.take_rows(amount)
            else:
                selection.take_characters(amount, have)

    def write(self, path: Path) -> tuple[str, int, int]:
        """Shuffles the chosen rows into ``path``. Returns (sha256, bytes, rows)."""
        expected = self._expected_bytes()
        total = sum(selection.rows for selection in self._selections)
        # The buckets hold it once, and the file once more.
        check_space(self._work.folder, 2 * expected, max(self._request.min_free, 1))
        buckets = Buckets(self._work.state / "buckets", expected)
        done = 0
        for (number, _, index), selection in zip(self._parts, self._selections, strict=True):

            def tick(at: int, before: int = done) -> None:
                self._work.progress("Shuffling", before + at, 2 * total, "rows")

            buckets.add(index, selection, tick, seed=self._request.seed, number=number)
            done += selection.rows
        with OutputFile(path, min_free=self._request.min_free) as output:
            written = buckets.write_to(
                output,
                lambda at: self._work.progress("Shuffling", total + at, 2 * total, "rows"),
            )
            sha256, size = output.commit(), output.bytes
        return sha256, size, written

    def _amount(self, selection: Selection) -> int:
        by_rows = self._request.by == "rows"
        return selection.rows if by_rows else selection.measure("characters")

    def _refuse_total(self) -> None:
        if self._request.total is not None:
            raise SpecError(
                "No part has a weight, so a total cannot be divided.",
                field="total",
                remedy="Give parts weights, or leave the total out.",
            )

    def _left(self, total: int, fixed: int) -> int:
        """What is left for the parts with weights."""
        if fixed >= total:
            raise SpecError(
                f"The parts without weights have {fixed:,} {self._request.by} alone; "
                f"the total is {total:,}.",
                field="total",
                remedy="Raise the total, or cap those parts with max_rows.",
            )
        return total - fixed

    def _drop_same(self, indices: list[PartIndex]) -> None:
        total = sum(index.rows for index in indices)
        lost = drop_same(
            indices, lambda at: self._work.progress("Looking for equal rows", at, total, "rows")
        )
        for part, count in zip(self._request.parts, lost, strict=True):
            if count:
                self.notes.append(
                    f"{part.name}: {_counted(count)} left out, for the same stand in a part "
                    "before it, or twice in it."
                )

    def _leave_out_empty(self, indices: list[PartIndex]) -> None:
        for number, (part, index) in enumerate(zip(self._request.parts, indices, strict=True)):
            if index.left()[0]:
                self._parts.append((number, part, index))
            elif self._request.side == "all":
                self.notes.append(f"{part.name}: nothing of it is left, so it is not in here.")
            else:
                side = _SIDES[self._request.side]
                self.notes.append(f"{part.name}: no row is left on the {side} side.")
        if not self._parts:
            raise SpecError(
                "No row of any part is left to take.",
                field="fraction" if self._request.side != "all" else "parts",
                remedy="Choose a larger held-out share, or the other side.",
            )

    def _expected_bytes(self) -> int:
        return sum(
            selection.measure("lengths") + selection.rows * (1 + ROW_BYTES)
            for selection in self._selections
        )


def _size(part: Part) -> int:
    try:
        return part.path.stat().st_size
    except OSError as error:
        raise SpecError(f"{part.name} cannot be read: {error.strerror}.", field="parts") from error


def _counted(rows: int) -> str:
    return "1 row is" if rows == 1 else f"{rows:,} rows are"
