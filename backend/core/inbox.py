"""The inbox: a folder in the data directory for files that people put there by hand."""

from __future__ import annotations

import stat
from pathlib import Path

from backend.core.errors import NotFound
from backend.core.settings import Settings


def find(settings: Settings, name: str) -> Path:
    """The plain file of this name. Raises NotFound; a link or a path is none."""
    path = settings.inbox_dir / name
    if _is_name(name):
        try:
            if stat.S_ISREG(path.lstat().st_mode):
                return path
        except (OSError, ValueError):  # too long a name, for example
            pass
    raise NotFound(
        f"There is no file {name[:80]!r} in the inbox.",
        field="inbox",
        remedy=f"Put it into {settings.inbox_dir}, by its plain name.",
    )


def _is_name(name: str) -> bool:
    return bool(name) and not name.startswith(".") and "/" not in name and "\x00" not in name
