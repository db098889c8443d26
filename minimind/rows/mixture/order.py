"""A shuffle of any size: rows go into buckets by a random number, then each bucket is put in order.

Parts are read once from their beginning to their end, buckets written and read once: disks like
that, and memory holds one bucket's numbers at a time.
"""

from __future__ import annotations

import mmap
import os
import shutil
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from minimind.rows.mixture.index import PartIndex
from minimind.rows.mixture.permutation import key_of, scattered
from minimind.rows.mixture.selection import Selection
from minimind.rows.output import OutputFile

_BUCKET_BYTES = 32 * 2**20
_MOST_BUCKETS = 256  # files that are open at a time
_READ_BYTES = 4 * 2**20
_HEAD = np.dtype([("order", "<u8"), ("length", "<u4")])
ROW_BYTES = _HEAD.itemsize  # that a row takes in a bucket beside its own

Tick = Callable[[int], None]  # rows done


class Buckets:
    """Files of rows, each with a range of the random numbers by which rows are ordered."""

    def __init__(self, folder: Path, expected_bytes: int) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._folder = folder
        self.count = min(max(1, -(-expected_bytes // _BUCKET_BYTES)), _MOST_BUCKETS)
        self._files = [self._path(number).open("wb") for number in range(self.count)]

    def add(
        self, part: PartIndex, selection: Selection, tick: Tick, *, seed: int, number: int
    ) -> None:
        """The chosen rows of part ``number``."""
        key = key_of(seed, "order", number)
        done = 0
        with part.path.open("rb") as file:
            for chunk, rows, copies in selection.taken():
                offsets = part.values("offsets", chunk)[rows]
                lengths = part.values("lengths", chunk)[rows]
                for piece in _spans(offsets, lengths):
                    tick(done)
                    begin = int(offsets[piece][0])
                    end = int(offsets[piece][-1]) + int(lengths[piece][-1])
                    block = os.pread(file.fileno(), end - begin, begin)
                    which = np.repeat(np.arange(piece.start, piece.stop), copies[piece])
                    starts = (offsets[which] - np.uint64(begin)).astype(np.int64)
                    orders = _orders(key, chunk.start + rows[which], copies[piece])
                    self._put(block, starts, lengths[which], orders)
                    done += len(which)

    def write_to(self, output: OutputFile, tick: Tick) -> int:
        """Writes all rows in their order, then removes the buckets. Returns how many."""
        done = 0
        for file in self._files:
            file.close()
        for number in range(self.count):
            path = self._path(number)
            if path.stat().st_size:
                with path.open("rb") as file:
                    view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
                    with view:
                        for line in _in_order(view):
                            output.write(line, b"\n")
                            done += 1
                            tick(done)
            path.unlink()
        self._folder.rmdir()
        return done

    def close(self) -> None:
        for file in self._files:
            file.close()

    def _put(
        self,
        block: bytes,
        starts: NDArray[np.int64],
        lengths: NDArray[np.uint32],
        orders: NDArray[np.uint64],
    ) -> None:
        """``[N]`` rows of ``block``, each into the bucket of its number."""
        heads = np.empty(len(orders), _HEAD)
        heads["order"], heads["length"] = orders, lengths
        packed = heads.tobytes()
        buckets = ((orders >> np.uint64(32)) * np.uint64(self.count)) >> np.uint64(32)
        pieces: list[list[bytes]] = [[] for _ in range(self.count)]
        places = zip(buckets.tolist(), starts.tolist(), lengths.tolist(), strict=True)
        for at, (bucket, start, length) in enumerate(places):
            pieces[bucket].append(packed[at * ROW_BYTES : (at + 1) * ROW_BYTES])
            pieces[bucket].append(block[start : start + length])
        for file, piece in zip(self._files, pieces, strict=True):
            if piece:
                file.write(b"".join(piece))

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:03}.rows"


def _orders(
    key: np.uint64, rows: NDArray[np.int64], copies: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """``[sum(copies)]`` the random number of each copy; ``rows`` holds a row for each copy."""
    copy = np.arange(len(rows)) - np.repeat(np.cumsum(copies) - copies, copies)
    # The two never overlap: a part has fewer than 2^40 rows.
    return scattered(rows.astype(np.uint64) | (copy.astype(np.uint64) << np.uint64(40)), key)


def _spans(offsets: NDArray[np.uint64], lengths: NDArray[np.uint32]) -> Iterator[slice]:
    """Slices of rows (ascending) that lie within so many bytes that they are read at once."""
    first = 0
    ends = offsets + lengths
    while first < len(offsets):
        limit = offsets[first] + np.uint64(_READ_BYTES)
        after = max(int(np.searchsorted(ends, limit, side="right")), first + 1)
        yield slice(first, after)
        first = after


def _in_order(view: mmap.mmap) -> Iterator[bytes]:
    orders, starts = array("Q"), array("Q")
    size = _HEAD.itemsize
    at, end = 0, len(view)
    while at < end:
        head = view[at : at + size]
        orders.append(int.from_bytes(head[:8], "little"))
        starts.append(at)
        at += size + int.from_bytes(head[8:], "little")
    for row in np.argsort(np.frombuffer(orders, np.uint64), kind="stable").tolist():
        start = starts[row]
        length = int.from_bytes(view[start + 8 : start + size], "little")
        yield view[start + size : start + size + length]
