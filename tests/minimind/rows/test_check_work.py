"""Checks as work of their own process: progress, stopping, death, memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from minimind.spec.report import Report
from tests.minimind.rows.files import sentences, write

_ROWS = 40_000
_TOO_LONG_S = 120


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes a check some seconds in several processes."""
    texts = sentences(2000)
    path = tmp_path_factory.mktemp("large") / "data.jsonl"
    return write(path, ({"text": f"{i} {texts[i % 2000]} {texts[i % 1999]}"} for i in range(_ROWS)))


@pytest.fixture
def started(tmp_path: Path) -> Iterator[list[psutil.Popen]]:
    processes: list[psutil.Popen] = []
    yield processes
    for process in processes:
        if process.is_running():
            process.kill()
            process.wait()


def start(folder: Path, path: Path, **more: Any) -> psutil.Popen:
    request = {"kind": "check", "path": str(path), **more}
    (folder / "request.json").write_text(json.dumps(request), "utf-8")
    command = [sys.executable, "-m", "minimind.work", str(folder)]
    return psutil.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def workers_of(process: psutil.Popen, folder: Path) -> list[psutil.Process]:
    """Its workers, once they have finished the first parts."""
    deadline = time.monotonic() + _TOO_LONG_S
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stdout.read()
        if len(list((folder / "state").glob("check/rows/*.bin"))) >= 2:
            return process.children(recursive=True)
        time.sleep(0.05)
    raise AssertionError("no part was ever finished")


def test_a_stop_is_heard_and_leaves_no_worker(
    tmp_path: Path, large: Path, started: list[psutil.Popen]
) -> None:
    process = start(tmp_path, large)
    started.append(process)
    workers = workers_of(process, tmp_path)
    (tmp_path / "stop").touch()
    assert process.wait(_TOO_LONG_S) == 3
    assert psutil.wait_procs(workers, _TOO_LONG_S)[1] == []
    assert not (tmp_path / "result.json").exists()


def test_workers_die_with_a_killed_check_and_a_new_one_goes_on(
    tmp_path: Path, large: Path, started: list[psutil.Popen]
) -> None:
    process = start(tmp_path, large)
    started.append(process)
    workers = workers_of(process, tmp_path)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert psutil.wait_procs(workers, _TOO_LONG_S)[1] == []
    finished = {
        file: file.stat().st_mtime_ns
        for file in (tmp_path / "state" / "check" / "rows").glob("*.json")
        if file.name != "identity.json"
    }
    assert finished
    again = start(tmp_path, large)
    started.append(again)
    while again.poll() is None:
        for file, moment in finished.items():
            with suppress(FileNotFoundError):  # at its end the check takes all parts away
                assert file.stat().st_mtime_ns == moment, "it was made anew"
        time.sleep(0.1)
    assert again.returncode == 0, again.stdout.read()
    result = json.loads((tmp_path / "result.json").read_text())
    assert (result["rows"], result["errors"]) == (_ROWS, 0)
    report = Report.model_validate_json((tmp_path / "notes" / "report.json").read_bytes())
    assert report.rows == _ROWS
    assert not (tmp_path / "state" / "check").exists()


def test_a_mistake_in_the_request_is_told_in_words(
    tmp_path: Path, started: list[psutil.Popen]
) -> None:
    process = start(tmp_path, tmp_path / "data.jsonl", max_lenght=5)
    started.append(process)
    assert process.wait(_TOO_LONG_S) == 2
    assert json.loads((tmp_path / "error.json").read_text())["field"] == "max_lenght"


@pytest.mark.slow
def test_memory_does_not_grow_with_a_line(tmp_path: Path) -> None:
    """A single line of a gigabyte, most of it a hole."""
    path = tmp_path / "data.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "one"}\n{"text": "')
        file.seek(2**30)
        file.write(b'"}\n{"text": "two"}\n')
    program = (
        # Not getrusage: what that tells survives exec, so it would be pytest's own.
        "import re, sys; from pathlib import Path\n"
        "from minimind.rows.checking import CheckOptions, check\n"
        "path = Path(sys.argv[1])\n"
        "report = check(path, 'text', path.with_name('notes'), CheckOptions(workers=1))\n"
        "peak = re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1]\n"
        "print(report.rows, report.errors, peak)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    rows, errors, kilobytes = map(int, done.stdout.split())
    assert (rows, errors) == (3, 1)
    assert kilobytes < 200 * 1024
