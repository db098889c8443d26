"""Token shards: a dataset tokenized once, as memory-mapped arrays that every run shares.

A shard directory is named by what it was made from (file, tokenizer, encoding). It is written
beside its place, fsynced and renamed, so it is whole or absent.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import mmap
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minimind.data.build import OnProgress, Pace, build
from minimind.data.encode_range import RowEncoder
from minimind.data.integers import Ints, ranges
from minimind.data.store import ARRAYS, FORMAT, read_meta, sync_directory
from minimind.spec import DatasetRef, SpecError

_LOCK_POLL_S = 0.1
_KEPT_BYTES = 64 * 2**20  # shards up to this size may stay in memory
# Stretches read from larger ones between two releases. Kernels map 64 KiB around what is read, and
# some 2 MiB, of tokens and of targets.
_READ_STRETCHES = 32
_WORK = ".tmp-"  # begins the names of directories of unfinished builds
_ABANDONED_S = 7 * 24 * 3600.0


class BadDataError(SpecError):
    """A dataset file that cannot be trained on; ``file`` is its path."""

    def __init__(self, message: str, *, file: Path | None = None, **where: Any) -> None:
        super().__init__(message, **where)
        self.file = file


@dataclass(frozen=True)
class Shards:
    """A tokenized dataset of ``R`` encoded rows and ``N`` tokens, memory-mapped and read-only.

    What has been read of a mapped file counts as this process's memory: whoever reads much of it
    calls ``release`` now and then.
    """

    tokens: NDArray[np.uint16]  # [N]
    targets: NDArray[np.bool_]  # [N]: the token carries loss when it is predicted
    offsets: NDArray[np.int64]  # [R + 1]: row r is tokens[offsets[r]:offsets[r + 1]]
    keys: NDArray[np.uint64]  # [R]: see minimind.data.split
    maps: tuple[mmap.mmap, ...] = ()  # of the files, in the order of the arrays

    @classmethod
    def open(cls, directory: Path) -> Shards:
        """Maps a finished shard directory.

        Raises OSError or ValueError when it is missing or its files have not the size they had.
        """
        read_meta(directory)
        maps = []
        for name in ARRAYS:
            with (directory / f"{name}.bin").open("rb") as file:
                maps.append(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        dtypes: Iterable[Any] = ARRAYS.values()
        arrays: list[Any] = [np.frombuffer(*each) for each in zip(maps, dtypes, strict=True)]
        shards = cls(*arrays, maps=tuple(maps))
        shards._advise(mmap.MADV_RANDOM)
        return shards

    def read(self, starts: Ints, lengths: Ints) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
        """Tokens and loss marks of stretches, end to end, without keeping pages of large files."""
        source = np.repeat(starts, lengths) + ranges(lengths)
        if not self.maps or self.tokens.nbytes + self.targets.nbytes <= _KEPT_BYTES:
            return self.tokens[source], self.targets[source]
        tokens, targets = np.empty(len(source), np.uint16), np.empty(len(source), np.bool_)
        ends = np.append(np.cumsum(lengths)[_READ_STRETCHES - 1 :: _READ_STRETCHES], len(source))
        for begin, end in pairwise([0, *ends.tolist()]):
            tokens[begin:end] = self.tokens[source[begin:end]]
            targets[begin:end] = self.targets[source[begin:end]]
            self.release()
        return tokens, targets

    def release(self) -> None:
        """Lets go of what has been read; it stays in the system's cache, not in this process."""
        for each in self.maps:
            each.madvise(mmap.MADV_DONTNEED)

    @contextlib.contextmanager
    def reading_in_order(self) -> Iterator[None]:
        """Within it the system reads ahead. Training reads here and there: ahead would be waste."""
        self._advise(mmap.MADV_SEQUENTIAL)
        try:
            yield
        finally:
            self._advise(mmap.MADV_RANDOM)

    def _advise(self, how: int) -> None:
        for each in self.maps[:2]:  # tokens and targets, by far the largest
            each.madvise(how)


def shard_key(dataset: DatasetRef, tokenizer_hash: str, encode: RowEncoder) -> str:
    """Names the shards of ``dataset`` under this tokenizer and encoding.

    The encoding is known by what it makes of one sample row: a changed chat template gives
    another key without anybody having to count versions.
    """
    sample: dict[str, Any] = {
        "text": "Hello, 你好",
        "conversations": [
            {"role": role, "content": words}
            for role, words in (("user", "Hi?"), ("assistant", "你好"), ("user", "1"))
        ],
    }
    sample["chosen"] = sample["rejected"] = sample["conversations"]
    encoded = encode([sample])
    arrays = (encoded.tokens, encoded.targets, encoded.lengths)
    made_from = [FORMAT, dataset.sha256, dataset.kind, tokenizer_hash]
    made_from += [array.tolist() for array in arrays]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:32]


def open_or_build(
    root: Path,
    key: str,
    dataset: DatasetRef,
    encode: RowEncoder,
    on_progress: OnProgress,
    *,
    pace: Pace | None = None,
) -> Shards:
    """The shards of ``dataset`` under ``root/key``, tokenized first unless they exist.

    Of several processes that want the same shards one builds and the others wait for it. A build
    that was killed, or that ``on_progress`` ended, leaves what it has for the next to go on with.

    Raises BadDataError for a row that breaks the format (with its line), an empty file, a file
    that is missing or has changed since it was registered; and whatever ``on_progress`` raises.
    """
    directory = root / key
    root.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError, ValueError, KeyError):
        return Shards.open(directory)
    with _lock(root / f".{key}.lock", on_progress) as alone:
        with contextlib.suppress(OSError, ValueError, KeyError):
            return Shards.open(directory)
        if alone:
            _clear_leftovers(root, key)
            work = root / f"{_WORK}{key}"
            work.mkdir(exist_ok=True)
        else:
            work = Path(tempfile.mkdtemp(prefix=f"{_WORK}{key}-", dir=root))
        try:
            _rename(_build(work, dataset, encode, on_progress, pace), directory)
            shutil.rmtree(work, ignore_errors=True)
        except (SpecError, OSError):  # would only happen again, or the disk is full
            shutil.rmtree(work, ignore_errors=True)
            raise
        return Shards.open(directory)


def _build(
    work: Path,
    dataset: DatasetRef,
    encode: RowEncoder,
    on_progress: OnProgress,
    pace: Pace | None,
) -> Path:
    if not dataset.path.exists():
        raise BadDataError(f"{dataset.path} does not exist.", file=dataset.path)
    try:
        return build(work, dataset, encode, on_progress, pace)
    except SpecError as error:
        raise BadDataError(
            error.message,
            file=dataset.path,
            field=error.field,
            line=error.line,
            remedy=error.remedy,
        ) from error


@contextlib.contextmanager
def _lock(path: Path, on_progress: OnProgress) -> Iterator[bool]:
    """Holds ``path`` exclusively and yields True.

    Yields False where the file system has no locks: then several processes may build, and the
    first to rename wins.
    """
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_progress(0, 0)
                time.sleep(_LOCK_POLL_S)
            except OSError:
                yield False
                return
            else:
                yield True
                return


def _clear_leftovers(root: Path, key: str) -> None:
    """Removes what cannot be gone on with: what killed processes were writing, shards that lost
    bytes, and builds that nobody came back to for days.
    """
    shutil.rmtree(root / key, ignore_errors=True)
    for torn in (*root.glob(f"{_WORK}{key}-*"), *root.glob(f"{_WORK}{key}/.*")):
        shutil.rmtree(torn, ignore_errors=True)
    long_ago = time.time() - _ABANDONED_S
    for work in root.glob(f"{_WORK}*"):
        with contextlib.suppress(FileNotFoundError):  # another process removes it too
            if work.stat().st_mtime < long_ago:
                shutil.rmtree(work, ignore_errors=True)


def _rename(temporary: Path, directory: Path) -> None:
    try:
        temporary.rename(directory)
    except OSError:
        if not (directory / "meta.json").exists():
            raise  # not the other builder's doing
    sync_directory(directory.parent)
