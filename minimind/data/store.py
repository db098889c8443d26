"""The files of a shard directory: one flat array each, and ``meta.json``, which vouches for them.

``meta.json`` is replaced only after the arrays it counts are on the disk. So whatever happens,
arrays hold at least what it says; bytes beyond that are an interrupted writer's, and are cut off.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any, TypedDict

import numpy as np

from minimind.data.encoded import Encoded
from minimind.spec import SpecError

FORMAT = 2
ARRAYS: dict[str, Any] = {
    "tokens": np.uint16,
    "targets": np.bool_,
    "offsets": np.int64,
    "keys": np.uint64,
}
_COPY_BYTES = 2**20


class Meta(TypedDict):
    """What ``meta.json`` says."""

    format: int
    lengths: dict[str, int]  # of each array, in elements
    lines: int  # of the file that the rows are from
    parts: list[list[int]]  # [end, checksum] of the ranges of bytes that the rows are from


def read_meta(directory: Path, *, may_exceed: bool = False) -> Meta:
    """What a shard directory holds.

    Raises OSError or ValueError when it is missing, or its files have not the size they had (when
    they ``may_exceed`` it: are shorter).
    """
    meta: Meta = json.loads((directory / "meta.json").read_text("utf-8"))
    if meta.get("format") != FORMAT:
        raise ValueError(f"{directory} has another format")
    for name, dtype in ARRAYS.items():
        file = directory / f"{name}.bin"
        excess = file.stat().st_size - meta["lengths"][name] * np.dtype(dtype).itemsize
        if excess < 0 or (excess > 0 and not may_exceed):
            raise ValueError(f"{file} has not the size that meta.json says")
    return meta


class ArrayWriter:
    """Appends encoded rows to the arrays of a shard directory; goes on where ``commit`` was last.

    Attributes:
        meta: what is written, committed or not.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(exist_ok=True)
        try:
            self.meta = read_meta(directory, may_exceed=True)
        except (OSError, ValueError, KeyError):
            self.meta = Meta(format=FORMAT, lengths=dict.fromkeys(ARRAYS, 0), lines=0, parts=[])
        self._files = {}
        for name, dtype in ARRAYS.items():
            self._files[name] = (directory / f"{name}.bin").open("ab")
            self._files[name].truncate(self.meta["lengths"][name] * np.dtype(dtype).itemsize)
        if not self.meta["lengths"]["offsets"]:
            self._append("offsets", np.zeros(1, np.int64))

    def __enter__(self) -> ArrayWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()

    def write(self, encoded: Encoded, keys: list[int]) -> None:
        """Appends encoded rows; each of ``keys`` belongs to equally many of them.

        Raises SpecError for token ids that do not fit in 16 bits.
        """
        largest = encoded.tokens.max()
        if largest > np.iinfo(np.uint16).max:
            raise SpecError(
                f"The tokenizer gives ids up to {largest}; shards hold 65535 at most.",
                field="tokenizer",
                remedy="Use a smaller vocabulary.",
            )
        self._append("offsets", np.cumsum(encoded.lengths) + self.meta["lengths"]["tokens"])
        self._append("tokens", encoded.tokens)
        self._append("targets", encoded.targets)
        per_row = len(encoded.lengths) // len(keys)
        self._append("keys", np.repeat(np.array(keys, np.uint64), per_row))

    def join(self, part: Path) -> None:
        """Appends the rows of another shard directory."""
        meta = read_meta(part)
        offsets = np.fromfile(part / "offsets.bin", ARRAYS["offsets"])
        self._append("offsets", offsets[1:] + self.meta["lengths"]["tokens"])
        for name in ("tokens", "targets", "keys"):
            with (part / f"{name}.bin").open("rb") as source:
                shutil.copyfileobj(source, self._files[name], _COPY_BYTES)
            self.meta["lengths"][name] += meta["lengths"][name]
        self.meta["lines"] += meta["lines"]
        self.meta["parts"] += meta["parts"]

    def commit(self) -> None:
        """Makes sure that what was written outlives a power cut."""
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        temporary = self._directory / ".meta.json"
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(self.meta, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._directory / "meta.json")
        sync_directory(self._directory)

    def _append(self, name: str, values: np.ndarray) -> None:
        self._files[name].write(values.astype(ARRAYS[name]).data)
        self.meta["lengths"][name] += len(values)


def sync_directory(directory: Path) -> None:
    """Makes sure that the names in ``directory`` outlive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
