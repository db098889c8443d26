"""Writes a generator's rows to a file: in parallel, the same bytes however it is interrupted."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from minimind.generate.catalogue import Generator
from minimind.generate.distinct import Seen
from minimind.generate.options import Options, ProblemOptions
from minimind.generate.problems import batch
from minimind.spec import SpecError
from minimind.work.folder import write_json
from minimind.work.pool import in_order

Progress = Callable[[str, int, int | None, str], None]

_BATCH = 500
_ALONE = 5_000  # as few rows as these are made sooner than processes start
_COMMIT_BYTES = 2**20
# Where of this many batches in a row hardly a row was new, there are no more to be found.
_TIRED = 20
_NEW_OF_THEM = _TIRED * _BATCH // 100
_ACTIVITY = "Making rows"


@dataclass(frozen=True)
class Written:
    """What is in the file. ``notes``: sentences about how it came about."""

    rows: int
    bytes: int
    sha256: str
    notes: list[str]


@dataclass
class _State:
    """How far the file is. ``found``: new rows of the last batches."""

    batches: int
    rows: int
    bytes: int
    found: list[int]


def write_rows(
    generator: Generator,
    options: Options,
    path: Path,
    state: Path,
    progress: Progress,
    *,
    workers: int | None = None,
) -> Written:
    """Makes ``path`` hold the rows.

    Args:
        state: a folder; what it keeps lets a second start go on where the first was cut off.
        progress: called often with (activity, done, total, unit); may raise to end the work.

    Raises SpecError when the options leave no row.
    """
    if generator.read is not None:
        notes = _write_texts(generator.read(options), path, progress)
    else:
        assert isinstance(options, ProblemOptions)
        notes = _write_problems(generator.name, options, path, state, progress, workers=workers)
    return _summed(path, notes)


def _write_texts(rows: Iterator[dict[str, Any]], path: Path, progress: Progress) -> list[str]:
    done = 0
    with path.open("wb") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n")
            done += 1
            progress(_ACTIVITY, done, None, "rows")
        _sync(file)
    return []


def _write_problems(
    name: str,
    options: ProblemOptions,
    path: Path,
    state: Path,
    progress: Progress,
    *,
    workers: int | None,
) -> list[str]:
    with _Growing(path, state) as grown:
        made = grown.state
        pieces = (range(n * _BATCH, (n + 1) * _BATCH) for n in count(made.batches))
        alone = options.rows - made.rows <= _ALONE
        results = in_order(partial(batch, name, options), pieces, 1 if alone else workers)
        with closing(results):
            while made.rows < options.rows and not _tired(made):
                rows = next(results)
                progress(_ACTIVITY, made.rows, options.rows, "rows")
                if rows is not None:
                    grown.add(rows, options.rows)
        grown.commit()
    if not made.rows:
        raise SpecError(
            "These options leave no problem to make.",
            field="options",
            remedy="Allow brackets, negative numbers or more operations.",
        )
    if made.rows < options.rows:
        return [
            f"There are only about {made.rows:,} different problems with these options, "
            f"not {options.rows:,}: allow more digits or more kinds for more."
        ]
    return []


def _tired(state: _State) -> bool:
    return len(state.found) == _TIRED and sum(state.found) < _NEW_OF_THEM


class _Growing:
    """The file under way, with the digests of its questions, and how much of both is durable."""

    def __init__(self, path: Path, state: Path) -> None:
        self._meta = state / "generated.json"
        try:
            self.state = _State(**json.loads(self._meta.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            self.state = _State(0, 0, 0, [])
        self._rows = path.open("ab")
        self._digests = (state / "questions.bin").open("a+b")
        if min(self._size(self._rows) - self.state.bytes,
               self._size(self._digests) - self.state.rows * 8) < 0:  # fmt: skip
            self.state = _State(0, 0, 0, [])
        self._rows.truncate(self.state.bytes)
        self._digests.truncate(self.state.rows * 8)
        self._digests.seek(0)
        self._seen = Seen(np.frombuffer(self._digests.read(), np.uint64))
        self._durable = self.state.bytes

    def __enter__(self) -> _Growing:
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()
        self._digests.close()

    def add(self, rows: list[tuple[int, bytes]], most: int) -> None:
        """Appends a batch's new rows, until there are ``most``."""
        new = [row for row in rows if self._seen.add(row[0])][: most - self.state.rows]
        self._rows.write(b"".join(line for _, line in new))
        self._digests.write(np.array([digest for digest, _ in new], np.uint64).tobytes())
        self.state.batches += 1
        self.state.rows += len(new)
        self.state.bytes += sum(len(line) for _, line in new)
        self.state.found = [*self.state.found, len(new)][-_TIRED:]
        if self.state.bytes - self._durable >= _COMMIT_BYTES:
            self.commit()

    def commit(self) -> None:
        _sync(self._digests)
        _sync(self._rows)
        write_json(self._meta, asdict(self.state))
        self._durable = self.state.bytes

    @staticmethod
    def _size(file: BinaryIO) -> int:
        return os.fstat(file.fileno()).st_size


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _summed(path: Path, notes: list[str]) -> Written:
    digest = hashlib.sha256()
    rows = size = 0
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
            rows += block.count(b"\n")
            size += len(block)
    return Written(rows, size, digest.hexdigest(), notes)
