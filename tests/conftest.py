"""What every test may use: folders, settings, and databases of both kinds."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from backend.core import db
from backend.core.models import Base
from backend.core.settings import REPOSITORY, Settings
from tests.postgres import PostgresServer

# Before any test imports torch: on a busy machine OpenMP's spinning threads make tests ten times
# slower, for they keep the threads that they wait for off the processor.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

_KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
_HEADS = tuple(ScriptDirectory(str(REPOSITORY / "migrations")).get_heads())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running PostgreSQL server; a test that stops it must start it again."""
    try:
        server = PostgresServer()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address of a private PostgreSQL server on a unix socket, alive for the session."""
    return postgres_server.url


@pytest.fixture(params=_KINDS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[db.Database]:
    """A database without tables: a test that takes it runs once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        database = db.Database(f"sqlite:///{tmp_path / 'studio.db'}")
    else:
        database = db.Database(request.getfixturevalue("postgres_url"))
        _reset(database)
    yield database
    database.close()


@pytest.fixture(params=_KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[db.Database]:
    """A migrated, empty database, SQLite and PostgreSQL in turn."""
    if request.param == "sqlite":
        path = tmp_path / "studio.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        database = db.Database(f"sqlite:///{path}")
    else:
        database = request.getfixturevalue("postgres_database")
    yield database
    database.close()


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[db.Database]:
    """A migrated, empty PostgreSQL database."""
    database = db.Database(postgres_url)
    _empty(database)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(settings: Settings, sqlite_template: Path) -> Iterator[db.Database]:
    """A migrated SQLite database in the data directory of ``settings``: the default."""
    shutil.copyfile(sqlite_template, settings.data_dir / "studio.db")
    database = db.connect(settings)
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied: faster than to migrate a new one for each test."""
    path = tmp_path_factory.mktemp("template") / "studio.db"
    database = db.Database(f"sqlite:///{path}")
    db.migrate(database)
    database.close()  # the last connection moves the write-ahead log into the file
    return path


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


def _reset(database: db.Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")


def _empty(database: db.Database) -> None:
    """Tables of the newest revision without rows: kept from the test before if they are there."""
    tables = ", ".join(Base.metadata.tables)
    with database.engine.connect() as connection:
        ready = MigrationContext.configure(connection).get_current_heads() == _HEADS
    if ready:
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY")
    else:
        _reset(database)
        db.migrate(database)
