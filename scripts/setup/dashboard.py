"""Builds the dashboard with the system's Node (20 or newer), else with Node from a package."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from scripts.setup.steps import ROOT, VENV, digest, is_current, need_space, run, say

FRONTEND = ROOT / "frontend"
DIST = FRONTEND / "dist"
_NOT_SOURCE = {"node_modules", "dist", "coverage"}


def node_environment() -> dict[str, str]:
    """The environment whose PATH has Node 20 or newer; installs the packaged one if need be."""
    if _system_node_is_new_enough():
        return dict(os.environ)
    if not (VENV / "bin" / "npm").exists():
        say("No Node 20 or newer on the PATH: installing one into .venv ...")
        log = Path(tempfile.gettempdir()) / "minimind-pip-node.log"
        run(
            [str(VENV / "bin" / "python"), "-m", "pip", "install", "--no-input",
             "--disable-pip-version-check", "--require-hashes",
             "-r", str(ROOT / "requirements-node.lock")],
            what="Installing Node", log=log,
        )  # fmt: skip
        log.unlink(missing_ok=True)
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path}


def ensure_modules() -> None:
    """``npm ci``, when package-lock.json changed since the last time."""
    wanted = digest([FRONTEND / "package-lock.json", FRONTEND / "package.json"])
    stamp = FRONTEND / "node_modules" / ".installed"
    if is_current(stamp, wanted):
        return
    need_space(FRONTEND, 1, "Building the dashboard")
    say("Installing the dashboard's packages ...")
    npm("ci", "--no-audit", "--no-fund")
    stamp.write_text(wanted, "utf-8")


def ensure_built() -> None:
    """Builds ``frontend/dist`` unless it was built from these very sources."""
    wanted = digest(_sources())
    stamp = DIST / ".built-from"
    if is_current(stamp, wanted):
        return
    ensure_modules()
    say("Building the dashboard ...")
    npm("run", "build")
    stamp.write_text(wanted, "utf-8")


def npm(*arguments: str) -> None:
    """Runs npm in ``frontend/``; its output is shown only when it fails."""
    environment = node_environment()
    command = shutil.which("npm", path=environment["PATH"]) or "npm"
    log = Path(tempfile.gettempdir()) / f"minimind-npm-{arguments[0]}.log"
    saved = dict(os.environ)
    os.environ.update(environment)
    try:
        run([command, *arguments], what="npm " + " ".join(arguments), cwd=FRONTEND, log=log)
    finally:
        os.environ.clear()
        os.environ.update(saved)
    log.unlink(missing_ok=True)


def _system_node_is_new_enough() -> bool:
    node, npm_path = shutil.which("node"), shutil.which("npm")
    if not node or not npm_path:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= 20


def _sources() -> list[Path]:
    found: list[Path] = []
    for folder, names, files in os.walk(FRONTEND):
        names[:] = [name for name in names if name not in _NOT_SOURCE]
        found += [Path(folder) / name for name in files]
    return found
