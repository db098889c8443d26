"""A task's folder, seen from outside the process that works in it (see ``minimind.work``)."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from worker.trainer import write_atomically

_TAIL_BYTES = 4096
_LAST_WORDS = 300


class TaskFolder:
    """``tasks/<id>``: ``request.json`` goes in; results and ``data.jsonl`` come out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = path / "log"
        self.data = path / "data.jsonl"
        self.notes = path / "notes"
        self._result = path / "result.json"
        self._error = path / "error.json"
        self._progress = path / "progress.json"
        self._stop = path / "stop"

    def prepare(self, request: dict[str, Any]) -> None:
        """Makes it ready for another start; what is in ``state/`` stays. Raises OSError."""
        self.path.mkdir(parents=True, exist_ok=True)
        for old in (self._result, self._error, self._progress, self._stop):
            old.unlink(missing_ok=True)
        write_atomically(self.path / "request.json", json.dumps(request, ensure_ascii=False))

    def request(self) -> dict[str, Any]:
        """What the work was told."""
        return _read(self.path / "request.json") or {}

    def result(self) -> dict[str, Any] | None:
        """What the work ended with; None when it has not ended well."""
        return _read(self._result)

    def error(self) -> dict[str, Any] | None:
        """The user's mistake that ended the work, if one did."""
        return _read(self._error)

    def progress(self) -> dict[str, Any] | None:
        """How far it is."""
        return _read(self._progress)

    def ask_to_stop(self) -> None:
        """Raises OSError."""
        self._stop.touch()

    def last_words(self) -> str:
        """The last line of the log that is not blank, shortened; empty when there is none."""
        try:
            with self.log.open("rb") as file:
                file.seek(max(0, self.log.stat().st_size - _TAIL_BYTES))
                lines = file.read().decode("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return ""
        said = [line.strip() for line in lines if line.strip()]
        return said[-1][:_LAST_WORDS] if said else ""

    def sync(self) -> None:
        """Makes what is to become a dataset durable. Raises OSError."""
        notes = [path for path in self.notes.rglob("*") if path.is_file()]
        for path in [self.data, *notes]:
            if path.exists():
                descriptor = os.open(path, os.O_RDONLY)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)

    def remove(self) -> None:
        """Best effort: what cannot be removed now, housekeeping removes."""
        shutil.rmtree(self.path, ignore_errors=True)


def _read(path: Path) -> dict[str, Any] | None:
    """Its writer replaces it whole, so what is there can be read."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return value if isinstance(value, dict) else None
