"""Transactions: all or nothing, one snapshot to read from, and durable settings."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError

from backend.core import db
from backend.core.models import Node
from backend.core.settings import REPOSITORY, Settings


def names(database: db.Database) -> list[str]:
    with database.session() as session:
        return sorted(node.name for node in session.query(Node))


def test_a_transaction_commits_at_its_end(database: db.Database) -> None:
    with database.transaction() as session:
        node = Node(name="box-a")
        session.add(node)
    assert names(database) == ["box-a"]
    assert node.name == "box-a"  # still readable outside


def test_a_transaction_that_raises_leaves_nothing(database: db.Database) -> None:
    with pytest.raises(KeyError), database.transaction() as session:
        session.add(Node(name="box-a"))
        session.flush()
        raise KeyError
    assert names(database) == []


def test_a_session_cannot_write(database: db.Database) -> None:
    with database.session() as session:
        session.add(Node(name="box-a"))
        with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
            session.flush()
    assert names(database) == []
    with database.transaction() as session:  # the pooled connection writes again
        session.add(Node(name="box-a"))


def test_a_session_sees_one_moment(database: db.Database) -> None:
    with database.transaction() as session:
        session.add(Node(name="box-a", cpus=1))
    with database.session() as reading:
        assert reading.scalar(text("SELECT cpus FROM nodes")) == 1
        with database.transaction() as session:
            session.get_one(Node, "box-a").cpus = 2
        assert reading.scalar(text("SELECT cpus FROM nodes")) == 1
    with database.session() as reading:
        assert reading.scalar(text("SELECT cpus FROM nodes")) == 2


def test_read_then_write_never_loses_an_update(database: db.Database) -> None:
    """Sixteen threads count one number up, each after a read, under the lock of that name."""
    with database.transaction() as session:
        session.add(Node(name="box-a", cpus=0))
    errors: list[BaseException] = []

    def count_up() -> None:
        try:
            for _ in range(5):
                with database.transaction() as session:
                    db.advisory_lock(session, "counter")
                    session.get_one(Node, "box-a").cpus += 1
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=count_up) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with database.session() as session:
        assert session.get_one(Node, "box-a").cpus == 80


def test_moments_come_back_aware_and_in_utc(database: db.Database) -> None:
    tokyo = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=timezone(timedelta(hours=9)))
    with database.transaction() as session:
        session.add(Node(name="box-a", heartbeat_at=tokyo))
    with database.session() as session:
        stored = session.get_one(Node, "box-a").heartbeat_at
    assert stored == tokyo
    assert stored.tzinfo == UTC


def test_a_moment_without_a_zone_is_refused(database: db.Database) -> None:
    with pytest.raises(StatementError, match="time zone"), database.transaction() as session:
        session.add(Node(name="box-a", heartbeat_at=datetime(2026, 1, 1)))
        session.flush()


def test_sqlite_is_set_up_to_lose_nothing(sqlite_database: db.Database) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    with sqlite_database.session() as session:
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in expected}
    assert found == expected


def test_postgresql_is_reached_by_its_short_name_too(postgres_url: str) -> None:
    database = db.Database(postgres_url.replace("+psycopg", ""))
    with database.session() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()


def test_processes_that_start_together_all_find_the_tables(settings: Settings) -> None:
    """API, worker and others migrate the same new file at the same moment."""
    program = (
        "from backend.core import db; from backend.core.settings import Settings\n"
        "database = db.connect(Settings()); db.migrate(database)\n"
        "with database.session() as s: s.connection().exec_driver_sql('SELECT * FROM jobs')\n"
    )
    environment: dict[str, Any] = {"MINIMIND_DATA_DIR": str(settings.data_dir), "PATH": "/usr/bin"}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=REPOSITORY,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
