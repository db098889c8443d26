"""The inbox: a folder in the data directory for files that people put there by hand."""

from __future__ import annotations

import os
import re
import stat
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from backend.core.errors import Conflict, NotFound
from backend.core.settings import Settings
from minimind.spec.catalogue import CATALOGUE

MAX_LISTED = 1000
_FRESH_S = 2.0  # a file that was written to so lately is looked at twice
_BETWEEN_S = 0.3
# What browsers and people add to a name: a copy's number, a packed file's suffix.
_ADDED = re.compile(
    r"( ?\(\d+\)|[-_ ]copy)?(?P<suffix>\.jsonl)(\.gz|\.zst|\.zstd)?$", re.IGNORECASE
)


@dataclass(frozen=True)
class InboxFile:
    """A file in the inbox. ``catalogue``: the published file that it seems to be."""

    name: str
    bytes: int
    modified_at: datetime
    catalogue: str | None


def find(settings: Settings, name: str) -> Path:
    """The plain file of this name. A link or a path is none.

    Raises NotFound, and Conflict while somebody still writes to it.
    """
    path = settings.inbox_dir / name
    status = _plain(path) if _is_name(name) else None
    if status is None:
        raise NotFound(
            f"There is no file {name[:80]!r} in the inbox.",
            field="inbox",
            remedy=f"Put it into {settings.inbox_dir}, by its plain name.",
        )
    if time.time() - status.st_mtime < _FRESH_S and _grows(path, status):
        raise Conflict(
            f"{name} is still being written to.",
            field="inbox",
            remedy="Wait until it is there whole, then import it.",
        )
    return path


def list_files(settings: Settings) -> list[InboxFile]:
    """The files that can be imported, by name: plain ones, whose names can be shown."""
    try:
        names = sorted(path.name for path in settings.inbox_dir.iterdir())
    except FileNotFoundError:
        return []
    files: list[InboxFile] = []
    for name in names:
        status = _plain(settings.inbox_dir / name) if _is_name(name) else None
        if status is not None and name.isprintable() and len(files) < MAX_LISTED:
            modified = datetime.fromtimestamp(status.st_mtime, UTC)
            files.append(InboxFile(name, status.st_size, modified, guess(name)))
    return files


def guess(name: str) -> str | None:
    """The published file that a file's name speaks of."""
    plain = _ADDED.sub(lambda found: found["suffix"], name).lower()
    return plain if plain in CATALOGUE else None


def _plain(path: Path) -> os.stat_result | None:
    """None for what is no plain file, or not there."""
    try:
        status = path.lstat()
    except (OSError, ValueError):  # too long a name, for example
        return None
    return status if stat.S_ISREG(status.st_mode) else None


def _grows(path: Path, before: os.stat_result) -> bool:
    time.sleep(_BETWEEN_S)
    after = _plain(path)
    if after is None:
        return True
    return (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns)


def _is_name(name: str) -> bool:
    odd = "/" in name or "\\" in name or "\x00" in name
    return bool(name) and not name.startswith(".") and not odd
