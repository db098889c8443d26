"""Reading single rows of a file by where they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydantic_core import from_json

from minimind.spec.rows import RowKind


@dataclass(frozen=True)
class Place:
    """A dataset file and the folder of its row table, which may still be in the making."""

    path: Path
    kind: RowKind
    table: Path
    rows: int

    def column(self, name: str, dtype: Any) -> NDArray[Any]:
        """``[R]`` mapped into memory."""
        file = self.table / f"{name}.bin"
        return np.memmap(file, dtype, "r", shape=(self.rows,)) if self.rows else np.zeros(0, dtype)


class RowReader:
    """Gives rows by number."""

    def __init__(self, place: Place) -> None:
        self._file: BinaryIO = place.path.open("rb")
        self._offsets = place.column("offsets", np.uint64)
        self._lengths = place.column("lengths", np.uint32)

    def __enter__(self) -> RowReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def text(self, row: int) -> str:
        """The line of a row. Raises UnicodeDecodeError when it is not UTF-8."""
        self._file.seek(int(self._offsets[row]))
        return self._file.read(int(self._lengths[row])).decode("utf-8").strip()

    def row(self, row: int) -> dict[str, Any]:
        """A row that ``parse_row`` has accepted. It is not checked again."""
        text = self.text(row)
        try:
            return from_json(text, cache_strings="keys")
        except ValueError:
            return json.loads(text)
