"""What every test may use: folders, settings, and databases of both kinds."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.core import db
from backend.core.settings import Settings

# Emptying a schema is far faster than making a database, and tests need many.
_RESET = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a private PostgreSQL server on a unix socket, alive for the session."""
    initdb, server = _binary("initdb"), _binary("postgres")
    if initdb is None or server is None:
        pytest.skip("PostgreSQL's initdb and postgres are neither on PATH nor in /usr/lib")
    # The socket's path must be short, so not pytest's own temporary folder.
    folder = Path(tempfile.mkdtemp(prefix="mm-pg-"))
    user = _unprivileged_user()
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"
    make = [str(initdb), "-D", str(data), "-U", "studio", "-A", "trust", "-E", "UTF8", "--no-sync"]
    made = subprocess.run(
        [*make, "--locale=C"], user=user, cwd=folder, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    quick = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=16MB"]
    network = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [str(server), "-D", str(data), *network, *quick, "-c", "max_connections=150"],
            user=user,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    url = f"postgresql+psycopg://studio@/postgres?host={folder}"
    try:
        _wait_until_ready(url, process, folder / "log")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[db.Database]:
    """A database without tables: a test that takes it runs once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        database = db.Database(f"sqlite:///{tmp_path / 'studio.db'}")
    else:
        database = db.Database(request.getfixturevalue("postgres_url"))
        with database.engine.begin() as connection:
            connection.exec_driver_sql(_RESET)
    yield database
    database.close()


@pytest.fixture
def database(empty_database: db.Database) -> db.Database:
    """A migrated database, SQLite and PostgreSQL in turn."""
    db.migrate(empty_database)
    return empty_database


@pytest.fixture
def sqlite_database(settings: Settings) -> Iterator[db.Database]:
    """A migrated SQLite database in the data directory of ``settings``: the default."""
    database = db.connect(settings)
    db.migrate(database)
    yield database
    database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """Settings with a data directory of their own; nothing listens on their addresses."""
    runtime = Path(tempfile.mkdtemp(prefix="mm-rt-"))  # short, for sockets
    made = Settings(
        data_dir=tmp_path / "data",
        runtime_dir=runtime,
        redis_url=f"unix://{runtime / 'valkey.sock'}?db=0",
        node_name="box-a",
        min_free_bytes=0,
    )
    made.create_directories()
    yield made
    shutil.rmtree(runtime, ignore_errors=True)


def _binary(name: str) -> Path | None:
    """A program of PostgreSQL: Debian keeps its server's out of PATH."""
    if found := shutil.which(name):
        return Path(found)
    return max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), default=None)


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: a user to run it as then, None for oneself."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    database = db.Database(url)
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            with database.engine.connect():
                break
        except Exception:  # any refusal: not ready yet
            time.sleep(0.05)
    else:
        raise AssertionError(f"PostgreSQL did not start: {log.read_text()}")
    database.close()
