"""Under the launcher that runs are started with, the doctor finds what each process wrote."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from backend.core.jobs import Failure
from minimind.spec import RunDir
from worker.doctor import collect, judge
from worker.launch import build_command

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent


def test_the_process_that_failed_first_is_found_though_the_log_is_gone(tmp_path: Path) -> None:
    run_dir = RunDir(tmp_path)
    command = build_command(
        run_dir.config(3),
        job_id="job-a",
        attempt=3,
        processes=2,
        gpu_uuids=[],
        cores=1,
        environ={**os.environ, "PYTHONPATH": str(HERE)},
        module="failing_ranks",
    )
    done = subprocess.run(
        command.argv, env=command.env, cwd=tmp_path, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 1
    remains = collect(run_dir, 3, finished=None, exit_code=done.returncode)
    assert 1 in [error.rank for error in remains.errors], done.stderr.decode()
    assert collect(run_dir, 1, finished=None, exit_code=1).errors == (), "another attempt's"
    ending = judge(remains)
    assert isinstance(ending, Failure)
    assert "Process 1 of the run failed: LookupError: a fault of its own" in ending.message
    assert "failing_ranks.py, line 14" in ending.message
