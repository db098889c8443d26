"""What the set-up relies on when it installs a lock to the letter, without its dependencies."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version

import pytest

from scripts.setup import environment, steps

# What belongs to torch: its own builds, and the packages that its CUDA build brings along.
OF_TORCH = re.compile(r"torch$|triton$|cuda-|nvidia-(?!ml-py$)")


def _pinned(lock_name: str) -> dict[str, str]:
    """Name and version of each package of a lock file."""
    text = (steps.ROOT / lock_name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock_name", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_leaves_torch_and_its_builds_alone(lock_name: str) -> None:
    assert [name for name in _pinned(lock_name) if OF_TORCH.match(name)] == []


def test_the_test_lock_pins_all_that_the_main_one_does() -> None:
    assert _pinned("requirements.lock").items() <= _pinned("requirements-test.lock").items()


def test_the_locks_and_torch_are_all_that_the_packages_need() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout


def test_the_torch_that_was_asked_for_is_the_one_installed() -> None:
    # A CPU build adds a local label, "2.13.0+cpu".
    wanted = environment.torch_requirement().removeprefix("torch==")
    assert version("torch").split("+")[0] == wanted
