"""``scripts/test``: installs what the tests need and runs every check, one summary at the end."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import time
from dataclasses import dataclass

from scripts.setup import dashboard, environment
from scripts.setup.steps import ROOT, VENV, VENV_PYTHON, fail, say

NO_TESTS = 5  # pytest's exit code
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Check:
    """One command, run in the root or in ``frontend``."""

    name: str
    argv: tuple[str, ...]
    in_frontend: bool = False


def checks(pytest_arguments: list[str], quick: bool) -> list[Check]:
    def tool(name: str) -> str:
        return str(VENV / "bin" / name)

    pytest = (str(VENV_PYTHON), "-m", "pytest")
    parallel = ("-n", "2", "--dist", "loadfile")
    slowest = ("--durations=15", "--durations-min=5")
    chosen = "not slow and not browser" if quick else "not browser"
    all_checks = [
        Check("lint", (tool("ruff"), "check", ".")),
        Check("format", (tool("ruff"), "format", "--check", ".")),
        Check("types", (tool("pyright"),)),
        Check("frontend lint", ("npm", "run", "lint"), in_frontend=True),
        Check("frontend types", ("npm", "run", "typecheck"), in_frontend=True),
        Check("frontend API types are current", ("npm", "run", "types:check"), in_frontend=True),
        Check("frontend tests", ("npm", "test"), in_frontend=True),
        Check("pytest", (*pytest, "-m", chosen, *parallel, *slowest, *pytest_arguments)),
    ]
    if not quick:
        # Alone, for they train a model against the clock of an impatient newcomer.
        browser = (*pytest, "-m", "browser", "-rs", "-s", *slowest, *pytest_arguments)
        all_checks.append(Check("end to end, in a browser", browser))
    return all_checks


def find_browser() -> str | None:
    """Path of a Chromium: ``CHROMIUM`` if set, else the first known one on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="scripts/test", description="Runs every check and test of the project."
    )
    parser.add_argument("--quick", action="store_true", help="leave out slow and browser tests")
    chosen, pytest_arguments = parser.parse_known_args()

    environment.ensure_packages("requirements-test.lock")
    variables = dashboard.node_environment()
    variables["PYRIGHT_PYTHON_IGNORE_WARNINGS"] = "1"
    dashboard.ensure_modules()
    if not chosen.quick:
        dashboard.ensure_built()
        browser = find_browser()
        if browser:
            variables["CHROMIUM"] = browser
        elif os.environ.get("CI"):
            fail("CI must run the browser tests, and no Chromium is on the PATH.")
        else:
            say("No Chromium on the PATH: the browser tests will skip. Install one to run them.")

    results: list[tuple[str, float, int]] = []
    for check in checks(pytest_arguments, chosen.quick):
        say(f"== {check.name}: {' '.join(check.argv)}")
        began = time.monotonic()
        command = shutil.which(check.argv[0], path=variables["PATH"]) or check.argv[0]
        folder = dashboard.FRONTEND if check.in_frontend else ROOT
        code = subprocess.run(
            [command, *check.argv[1:]], cwd=folder, env=variables, check=False
        ).returncode
        if code == NO_TESTS and pytest_arguments:  # the chosen ones are in the other run
            code = 0
        results.append((check.name, time.monotonic() - began, code))
    say("")
    for name, seconds, code in results:
        say(f"{'ok    ' if code == 0 else 'FAILED'} {seconds:6.1f} s  {name}")
    if any(code for _, _, code in results):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
