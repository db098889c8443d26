"""Starts supervisors: as nobody's child, so that they outlive whoever starts them."""

from __future__ import annotations

import os
import subprocess
import sys

from backend.core.settings import REPOSITORY, Settings
from worker.processes import MARKER, marker_value


def start_supervisor(settings: Settings, job_id: str, attempt: int, rank: int = 0) -> None:
    """Of the attempt, or of the part of it that this machine runs as number ``rank``.

    Raises OSError, SubprocessError.
    """
    argv = ["worker.supervise", "--job", job_id, "--attempt", str(attempt), "--rank", str(rank)]
    # Before the claim is a minute old, so that whoever looks for runs of this studio sees it.
    settings.run_dir(job_id).mkdir(parents=True, exist_ok=True)
    start_detached(settings, argv, marker_value(job_id, attempt, rank), "supervisors.log")


def start_detached(settings: Settings, argv: list[str], marker: str, log: str) -> None:
    """Starts ``python -m ARGV...`` with this node's settings, as nobody's child.

    Args:
        marker: what it and everything below it is known by.
        log: name of the file that takes what it says.

    Raises OSError, SubprocessError.
    """
    env = {
        **os.environ,
        MARKER: marker,
        "MINIMIND_DATA_DIR": str(settings.data_dir),
        "MINIMIND_RUNTIME_DIR": str(settings.runtime_dir),
        "MINIMIND_DATABASE_URL": settings.database_url,
        "MINIMIND_REDIS_URL": settings.redis_url,
        "MINIMIND_NODE_NAME": settings.node_name,
    }
    settings.logs_dir.mkdir(parents=True, exist_ok=True)
    with (settings.logs_dir / log).open("ab") as output:
        subprocess.run(
            [sys.executable, "-m", "worker.detach", sys.executable, "-m", *argv],
            env=env,
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=True,
            timeout=30,
        )
