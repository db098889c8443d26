"""The node that the tests of this folder break."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.core import db
from backend.core.settings import REPOSITORY, Settings
from tests.faults.harness import Studio, kill_group

HERE = Path(__file__).parent


@pytest.fixture
def studio(
    settings: Settings, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Studio]:
    """A node, once on SQLite and once on PostgreSQL; its processes must be gone at the end."""
    yield from _node(_on(settings, database), database, monkeypatch)


@pytest.fixture
def sqlite_studio(
    settings: Settings, sqlite_database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Studio]:
    """The same on SQLite only."""
    yield from _node(settings, sqlite_database, monkeypatch)


@pytest.fixture
def postgres_studio(
    settings: Settings, postgres_database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Studio]:
    """The same on PostgreSQL only."""
    yield from _node(_on(settings, postgres_database), postgres_database, monkeypatch)


@pytest.fixture
def worker(studio: Studio) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts the node's real worker, as often as a test likes."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        with (studio.settings.logs_dir / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "worker"],
                cwd=REPOSITORY,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        started.append(process)
        return process

    yield start
    for process in started:
        kill_group(process)


def _on(settings: Settings, database: db.Database) -> Settings:
    url = database.engine.url.render_as_string(hide_password=False)
    return settings.model_copy(update={"database_url": url})


def _node(
    settings: Settings, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Studio]:
    for name, value in {
        "MINIMIND_DATA_DIR": settings.data_dir,
        "MINIMIND_RUNTIME_DIR": settings.runtime_dir,
        "MINIMIND_DATABASE_URL": settings.database_url,
        "MINIMIND_REDIS_URL": settings.redis_url,
        "MINIMIND_NODE_NAME": settings.node_name,
        "MINIMIND_WORKER_TRAINER_MODULE": "fake_trainer",
        "MINIMIND_WORKER_POLL_S": 0.05,
        "MINIMIND_WORKER_TICK_S": 0.2,
        "MINIMIND_WORKER_TERM_S": 0.3,
        "MINIMIND_WORKER_STOP_GRACE_S": 20,
        "PYTHONPATH": HERE,
    }.items():
        monkeypatch.setenv(name, str(value))
    studio = Studio(settings, database)
    yield studio
    deadline = time.monotonic() + 5  # a supervisor leaves a moment after the job's end is stored
    while (left := studio.processes()) and time.monotonic() < deadline:
        time.sleep(0.05)
    described = [" ".join(process.cmdline()) for process in left]
    for process in left:
        process.kill()
    assert not described, f"left behind: {described}\n{studio.logs()}"
