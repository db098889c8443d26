"""Tokenizes a dataset file into a shard directory: in parallel, resumable, in constant memory.

The file is cut into ranges of whole lines. Worker processes make each into a *part*, a small
shard directory of its own; the building process joins the parts in the order of the file to the
*whole* and removes them. Both are only ever used as far as their ``meta.json`` vouches for them,
so a build that was killed goes on from what it has.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from minimind.data.encode_range import RowEncoder, Source, encode_range
from minimind.data.processors import available_processors
from minimind.data.ranges import FileHash, Range, split_file
from minimind.data.store import ArrayWriter, read_meta
from minimind.data.workers import parts_in_parallel
from minimind.spec import DatasetRef, SpecError

# Called now and then with (bytes done, bytes in all); may raise to end the work.
OnProgress = Callable[[int, int], None]

_SMALL_FILE = 8 * 2**20  # takes about as long as it takes to start the workers
_RANGE_BYTES = (2**20, 16 * 2**20)
_COMMIT_BYTES = 64 * 2**20  # of the file, joined between two fsyncs of the whole


@dataclass(frozen=True)
class Pace:
    """How a file is worked on: by how many processes, in ranges of how many bytes."""

    workers: int
    range_bytes: int

    @classmethod
    def for_file(cls, size: int) -> Pace:
        """All processors for a file of ``size`` bytes, unless it is small.

        Ranges do not depend on the machine, so that another one can go on with them.
        """
        if size <= _SMALL_FILE:
            return cls(workers=1, range_bytes=_SMALL_FILE)
        least, most = _RANGE_BYTES
        return cls(available_processors(), range_bytes=min(max(size // 64, least), most))


def build(
    directory: Path,
    dataset: DatasetRef,
    encode: RowEncoder,
    on_progress: OnProgress,
    pace: Pace | None = None,
) -> Path:
    """Makes a shard directory within ``directory``, going on with what is there already.

    Raises SpecError for the first bad row of the file, a file without rows, and one that is not
    what ``dataset`` says; FileNotFoundError; and whatever ``on_progress`` raises.
    """
    size = dataset.path.stat().st_size
    pace = pace or Pace.for_file(size)
    source = Source(dataset.path, dataset.kind, encode, directory)
    with ArrayWriter(directory / "whole") as writer:
        joined = [Range(*ends) for ends in pairwise([0, *(end for end, _ in writer.meta["parts"])])]
        position = joined[-1].end if joined else 0
        todo = split_file(dataset.path, position, size, pace.range_bytes)
        with FileHash(dataset.path, joined + todo) as file_hash:

            def report(done: int) -> None:
                on_progress(done, size)
                if file_hash.result(wait=False) not in (None, dataset.sha256):
                    raise _changed()

            report(position)
            whole = _Whole(writer, source, todo)
            try:
                if pace.workers == 1:
                    _encode_alone(whole, report)
                else:
                    _encode_together(whole, report, pace.workers)
            except SpecError as error:
                if error.line is not None:  # of its range; all ranges before it are joined
                    error.line += writer.meta["lines"]
                raise
            whole.commit()
            if not writer.meta["lengths"]["keys"]:
                raise SpecError("The file holds no rows.")
            checksums = [checksum for _, checksum in writer.meta["parts"]]
            if file_hash.result(wait=True) != dataset.sha256 or checksums != file_hash.checksums:
                raise _changed()
    return directory / "whole"


class _Whole:
    """Joins parts in the order of the file, as soon as there are no gaps.

    Attributes:
        source: what is worked on.
        todo: the ranges that are not joined yet, in order.
    """

    def __init__(self, writer: ArrayWriter, source: Source, todo: list[Range]) -> None:
        self.source = source
        self.todo = todo
        self._writer = writer
        self._uncommitted: list[Range] = []
        self._ready = {wanted for wanted in todo if _is_part(source.part(wanted))}

    def missing(self) -> list[Range]:
        """The ranges that have no part."""
        return [wanted for wanted in self.todo if wanted not in self._ready]

    def bytes_done(self) -> int:
        """Of the file, joined or in a part."""
        begin = self.todo[0].begin if self.todo else self._writer.meta["parts"][-1][0]
        return begin + sum(wanted.size for wanted in self._ready)

    def add(self, wanted: Range) -> None:
        """The range has a part now."""
        self._ready.add(wanted)
        self.join_ready()

    def join_ready(self) -> None:
        """Joins the parts that come next."""
        while self.todo and self.todo[0] in self._ready:
            self._ready.remove(self.todo[0])
            self._writer.join(self.source.part(self.todo[0]))
            self._advance()

    def encode_next(self, report: Callable[[int], None]) -> None:
        """Appends the next range, of which there is no part."""
        for bytes_read in encode_range(self.source, self.todo[0], self._writer):
            report(self.todo[0].begin + bytes_read)
        self._advance()

    def commit(self) -> None:
        """Makes what is joined durable, and removes the parts that it came from."""
        self._writer.commit()
        for wanted in self._uncommitted:
            shutil.rmtree(self.source.part(wanted), ignore_errors=True)
        self._uncommitted = []

    def _advance(self) -> None:
        self._uncommitted.append(self.todo.pop(0))
        if sum(wanted.size for wanted in self._uncommitted) >= _COMMIT_BYTES:
            self.commit()


def _encode_alone(whole: _Whole, report: Callable[[int], None]) -> None:
    """In this process, range after range."""
    whole.join_ready()
    while whole.todo:
        whole.encode_next(report)
        whole.join_ready()


def _encode_together(whole: _Whole, report: Callable[[int], None], workers: int) -> None:
    """In worker processes, while this one joins."""
    whole.join_ready()
    missing = whole.missing()
    with contextlib.closing(parts_in_parallel(whole.source, missing, workers)) as finished:
        for wanted in finished:
            if wanted is not None:
                whole.add(wanted)
            report(whole.bytes_done())


def _is_part(directory: Path) -> bool:
    """A whole part is there; a torn one is removed."""
    try:
        read_meta(directory)
    except (OSError, ValueError, KeyError):
        shutil.rmtree(directory, ignore_errors=True)
        return False
    return True


def _changed() -> SpecError:
    return SpecError(
        "The file has changed since it was registered.",
        field="dataset.sha256",
        remedy="Register it again.",
    )
