"""The virtual environment and the pinned packages, installed only when a lock file changed."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import venv
from pathlib import Path

from scripts.setup.steps import (
    ROOT,
    VENV,
    VENV_PYTHON,
    digest,
    fail,
    is_current,
    need_space,
    run,
    say,
)


def torch_requirement() -> str:
    """The exact torch version, as pyproject.toml pins it."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    found = re.search(r'"(torch==[^"]+)"', text)
    if found is None:
        fail("pyproject.toml names no exact torch version.")
    return found.group(1)


def ensure_packages(lock_name: str) -> None:
    """Makes ``.venv`` hold torch and everything of ``lock_name``; instant when it already does."""
    lock = ROOT / lock_name
    torch = torch_requirement()
    wanted = digest([lock], torch, sys.version)
    stamp = VENV / f".installed-{lock.stem}"
    if VENV_PYTHON.exists() and is_current(stamp, wanted):
        return
    need_space(ROOT, 3, "Installing the packages")
    if not VENV_PYTHON.exists():
        say("Making a virtual environment in .venv ...")
        _make_venv()
    say(f"Installing {torch} (the largest part, once) ...")
    # torch goes first and alone, and a lock, complete in itself, is taken to the letter: nothing
    # that depends on torch may pick another build of it. See docs/decisions.md.
    _pip("torch", torch)
    say(f"Installing the packages of {lock_name} ...")
    _pip(lock.stem, "--no-deps", "--require-hashes", "-r", str(lock))
    _pip("minimind", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamp.write_text(wanted, "utf-8")


def _make_venv() -> None:
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except Exception as error:  # ensurepip reports its own troubles in many ways
        shutil.rmtree(VENV, ignore_errors=True)
        fail(
            f"The virtual environment could not be made ({error}): "
            "on Debian or Ubuntu install the package python3-venv."
        )


def _pip(name: str, *arguments: str) -> None:
    log = Path(tempfile.gettempdir()) / f"minimind-pip-{name}.log"
    run(
        [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check",
         "--no-input", *arguments],
        what=f"Installing {name}", log=log,
    )  # fmt: skip
    log.unlink(missing_ok=True)


def note_missing_compiler() -> None:
    """Nothing at start needs a compiler; says once what stays off without one."""
    if not any(shutil.which(name) for name in ("c++", "g++", "clang++")):
        say(
            "No C++ compiler (g++) was found: everything works, "
            "but compiled kernels on a GPU stay off until one is installed."
        )
