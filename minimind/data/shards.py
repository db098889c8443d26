"""Token shards: a dataset tokenized once, as memory-mapped arrays that every run shares.

A shard directory is named by what it was made from (file, tokenizer, encoding). It is written
beside its place, fsynced and renamed, so it is whole or absent.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from minimind.data.encoded import Encoded
from minimind.data.split import split_key
from minimind.spec import DatasetRef, SpecError
from minimind.spec.rows import parse_row, read_lines

# Dataset rows to encoded rows: equally many for each, in the same order.
RowEncoder = Callable[[list[dict[str, Any]]], Encoded]
# Called now and then with (bytes done, bytes in all); may raise to end the work.
OnProgress = Callable[[int, int], None]

_FORMAT = 1
_BATCH_ROWS = 1024
_BATCH_BYTES = 4 * 2**20
_LOCK_POLL_S = 0.1
_ARRAYS: dict[str, Any] = {
    "tokens": np.uint16,
    "targets": np.bool_,
    "offsets": np.int64,
    "keys": np.uint64,
}


class BadDataError(SpecError):
    """A dataset file that cannot be trained on; ``file`` is its path."""

    def __init__(self, message: str, *, file: Path | None = None, **where: Any) -> None:
        super().__init__(message, **where)
        self.file = file


@dataclass(frozen=True)
class Shards:
    """A tokenized dataset of ``R`` rows and ``N`` tokens, memory-mapped and read-only."""

    tokens: NDArray[np.uint16]  # [N]
    targets: NDArray[np.bool_]  # [N]: the token carries loss when it is predicted
    offsets: NDArray[np.int64]  # [R + 1]: row r is tokens[offsets[r]:offsets[r + 1]]
    keys: NDArray[np.uint64]  # [R]: see minimind.data.split

    @classmethod
    def open(cls, directory: Path) -> Shards:
        """Maps a finished shard directory.

        Raises OSError or ValueError when it is missing or its files have not the size they had.
        """
        meta = json.loads((directory / "meta.json").read_text("utf-8"))
        arrays = {}
        for name, dtype in _ARRAYS.items():
            file = directory / f"{name}.bin"
            length = meta["lengths"][name]
            if file.stat().st_size != length * np.dtype(dtype).itemsize:
                raise ValueError(f"{file} has not the size that meta.json says")
            arrays[name] = np.memmap(file, dtype=dtype, mode="r", shape=(length,))
        return cls(**arrays)


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
    made_from = [_FORMAT, dataset.sha256, dataset.kind, tokenizer_hash]
    made_from += [array.tolist() for array in arrays]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:32]


def open_or_build(
    root: Path, key: str, dataset: DatasetRef, encode: RowEncoder, on_progress: OnProgress
) -> Shards:
    """The shards of ``dataset`` under ``root/key``, tokenized first unless they exist.

    Of several processes that want the same shards one builds and the others wait for it.

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
        temporary = Path(tempfile.mkdtemp(prefix=f".tmp-{key}-", dir=root))
        try:
            _build(temporary, dataset, encode, on_progress)
            _rename(temporary, directory)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return Shards.open(directory)


def _build(
    directory: Path, dataset: DatasetRef, encode: RowEncoder, on_progress: OnProgress
) -> None:
    line = 0
    try:
        with dataset.path.open("rb") as file, contextlib.ExitStack() as stack:
            total = os.fstat(file.fileno()).st_size
            source = _HashingReader(file)
            writer = _Writer(directory, stack)
            on_progress(0, total)
            for rows, keys, last in _batches(source, dataset):
                line = last
                writer.write(encode(rows), keys)
                on_progress(source.bytes_read, total)
            writer.finish()
    except SpecError as error:
        raise BadDataError(
            error.message,
            file=dataset.path,
            field=error.field,
            line=error.line,
            remedy=error.remedy,
        ) from error
    except FileNotFoundError as error:
        raise BadDataError(f"{dataset.path} does not exist.", file=dataset.path) from error
    if line == 0:
        raise BadDataError("The file holds no rows.", file=dataset.path)
    if source.hexdigest() != dataset.sha256:
        raise BadDataError(
            "The file has changed since it was registered.",
            file=dataset.path,
            field="dataset.sha256",
            remedy="Register it again.",
        )


def _batches(
    source: _HashingReader, dataset: DatasetRef
) -> Iterator[tuple[list[dict[str, Any]], list[int], int]]:
    """Checked rows, their split keys, and the last one's line, a few megabytes at a time."""
    rows: list[dict[str, Any]] = []
    keys: list[int] = []
    size = line = 0
    for line, text in read_lines(source):
        row = parse_row(text, dataset.kind, line)
        rows.append(row)
        keys.append(split_key(row, dataset.kind))
        size += len(text)
        if len(rows) >= _BATCH_ROWS or size >= _BATCH_BYTES:
            yield rows, keys, line
            rows, keys, size = [], [], 0
    if rows:
        yield rows, keys, line


class _HashingReader:
    """The lines of a binary file, hashed and counted as they pass."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.bytes_read = 0

    def readline(self, limit: int = -1) -> bytes:
        line = self._file.readline(limit)
        self._hash.update(line)
        self.bytes_read += len(line)
        return line

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class _Writer:
    """Appends encoded rows to the array files of a shard directory."""

    def __init__(self, directory: Path, stack: contextlib.ExitStack) -> None:
        self._directory = directory
        self._files = {
            name: stack.enter_context((directory / f"{name}.bin").open("wb")) for name in _ARRAYS
        }
        self._lengths = dict.fromkeys(_ARRAYS, 0)
        self._append("offsets", [0])

    def write(self, encoded: Encoded, keys: list[int]) -> None:
        ends = np.cumsum(encoded.lengths) + self._lengths["tokens"]
        largest = encoded.tokens.max()
        if largest > np.iinfo(np.uint16).max:
            raise SpecError(
                f"The tokenizer gives ids up to {largest}; shards hold 65535 at most.",
                field="tokenizer",
                remedy="Use a smaller vocabulary.",
            )
        self._append("tokens", encoded.tokens)
        self._append("targets", encoded.targets)
        self._append("offsets", ends)
        per_row = len(encoded.lengths) // len(keys)
        self._append("keys", np.repeat(np.array(keys, np.uint64), per_row))

    def finish(self) -> None:
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        with (self._directory / "meta.json").open("w", encoding="utf-8") as file:
            json.dump({"format": _FORMAT, "lengths": self._lengths}, file)
            file.flush()
            os.fsync(file.fileno())
        _sync_directory(self._directory)

    def _append(self, name: str, values: Any) -> None:
        array = np.asarray(values, dtype=_ARRAYS[name])
        self._files[name].write(array.tobytes())
        self._lengths[name] += len(array)


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
    """Removes what builders that were killed left behind, and shards that lost bytes."""
    for leftover in root.glob(f".tmp-{key}-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.rmtree(root / key, ignore_errors=True)


def _rename(temporary: Path, directory: Path) -> None:
    try:
        temporary.rename(directory)
    except OSError:
        if not (directory / "meta.json").exists():
            raise  # not the other builder's doing
    _sync_directory(directory.parent)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
