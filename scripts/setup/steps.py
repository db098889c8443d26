"""What the set-up scripts share: the repository's root, one-sentence failures, stamped steps.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"


def say(text: str) -> None:
    """One line of progress for the person at the terminal; stdout stays free for results."""
    print(text, file=sys.stderr, flush=True)


def fail(sentence: str) -> NoReturn:
    """Ends the program with one clear sentence."""
    say(sentence)
    raise SystemExit(1)


def run(argv: Sequence[str], *, what: str, cwd: Path = ROOT, log: Path | None = None) -> None:
    """Runs a command to its end; on failure shows the end of its output and what failed.

    With ``log`` the output goes there instead of the terminal.
    """
    if log is None:
        code = subprocess.run(argv, cwd=cwd, check=False).returncode
    else:
        with log.open("wb") as file:
            code = subprocess.run(
                argv, cwd=cwd, check=False, stdout=file, stderr=subprocess.STDOUT
            ).returncode
        if code:
            say("\n".join(log.read_text("utf-8", "replace").splitlines()[-25:]))
    if code:
        hint = f" The whole output is in {log}." if log else ""
        fail(f"{what} failed with exit code {code}.{hint}")


def digest(files: Iterable[Path], *extra: str) -> str:
    """A hash over the files' names and content, in a fixed order."""
    total = hashlib.sha256()
    for text in extra:
        total.update(text.encode() + b"\0")
    for file in sorted(files):
        total.update(str(file.relative_to(ROOT)).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def is_current(stamp: Path, value: str) -> bool:
    """Whether the step that wrote ``stamp`` last ran for this very ``value``."""
    return stamp.is_file() and stamp.read_text("utf-8").strip() == value


def need_space(folder: Path, gigabytes: float, what: str) -> None:
    """Fails in words when the disk that holds ``folder`` has less than ``gigabytes`` free."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    if free < gigabytes:
        fail(f"{what} needs {gigabytes:g} GB of disk; {folder} has {free:.1f} GB free.")


def need_writable(folder: Path) -> None:
    """Creates ``folder`` (mode 0700) if need be; fails in words when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".write-probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        fail(f"The folder {folder} cannot be written ({error.strerror}): choose another one.")
