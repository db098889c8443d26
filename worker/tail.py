"""Reads what a run writes: whole event lines from an offset on, and the end of its log."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from minimind.spec.events import Finished, RunEvent, event_adapter

log = logging.getLogger(__name__)

MAX_BATCH_BYTES = 256 * 1024
LOG_TAIL_BYTES = 32 * 1024


@dataclass(frozen=True)
class Batch:
    """Events in order, each with the byte its line starts at, and the byte behind the last line."""

    lines: list[tuple[int, RunEvent]]
    offset: int


def read_events(path: Path, offset: int, max_bytes: int = MAX_BATCH_BYTES) -> Batch:
    """The complete lines from ``offset`` on; a line still being written waits for the next call.

    A line that is no event (torn by a power cut) is logged and passed over: one lost point must
    not cost the run.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(max_bytes)
            if b"\n" not in data and len(data) == max_bytes:
                data += file.readline()
    except FileNotFoundError:
        return Batch([], offset)
    whole = data[: data.rfind(b"\n") + 1]
    lines = []
    start = offset
    for line in whole.splitlines(keepends=True):
        try:
            lines.append((start, event_adapter.validate_json(line)))
        except ValidationError as error:
            log.error("%s: no event line: %r (%s)", path, line[:200], error.errors()[0]["msg"])
        start += len(line)
    return Batch(lines, offset + len(whole))


def read_finished(path: Path) -> Finished | None:
    """The line with which the run ended by itself, if it did: the last whole one of its events."""
    lines = log_tail(path).rpartition("\n")[0].splitlines()
    if not lines:
        return None
    try:
        last = event_adapter.validate_json(lines[-1])
    except ValidationError:
        return None
    return last if isinstance(last, Finished) else None


def log_tail(path: Path, max_bytes: int = LOG_TAIL_BYTES) -> str:
    """The last words of a log file; empty when there is none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - max_bytes))
            return file.read().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return ""
