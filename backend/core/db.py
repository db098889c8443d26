"""The database: SQLite on one box, PostgreSQL in production; transactions begin and end here.

``session()`` reads one consistent snapshot and cannot write. ``transaction()`` writes: it commits
when its block ends and rolls back when the block raises. Functions elsewhere never commit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic_core import from_json
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from backend.core.settings import REPOSITORY, Settings

T = TypeVar("T")

BUSY_TIMEOUT_SECONDS = 10
# A server behind a cut cable says nothing, not even no: without these libpq waits for a quarter
# of an hour, and with it whoever should notice. The address may set others
# (``?tcp_user_timeout=...``).
_SILENCE = {
    "connect_timeout": 5,  # seconds, as all but the last
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}
_PENDING = "pending_events"
_BATCH = 500


class Database:
    """One engine with its pool. Safe to share among threads, not across a fork."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.drivername in ("postgres", "postgresql"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.dialect = parsed.get_backend_name()
        options: dict[str, Any] = {"pool_size": 10, "max_overflow": 20}
        options["json_deserializer"] = _from_json
        if self.dialect == "sqlite":
            options["connect_args"] = {"timeout": BUSY_TIMEOUT_SECONDS}
        else:
            options["pool_pre_ping"] = True  # a restarted server must not cost a request
            given = set(parsed.query)
            options["connect_args"] = {k: v for k, v in _SILENCE.items() if k not in given}
        self.engine = create_engine(parsed, **options)
        if self.dialect == "sqlite":
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
            self._reading = self.engine.execution_options(read_only=True)
        else:
            self._reading = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One snapshot to read from; writing in it is an error."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing. On SQLite it holds the only write lock from its first statement on."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.flush()
            _write_pending(session)
            session.commit()

    def close(self) -> None:
        self.engine.dispose()


def connect(settings: Settings) -> Database:
    """The database of ``settings``; makes the folder that SQLite needs."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Database(settings.database_url)


def migrate(database: Database, revision: str = "head") -> None:
    """Brings the schema up to ``revision``; does nothing when it is there already."""
    # Alembic is needed at start-up only.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(REPOSITORY / "migrations"))
    with database.engine.begin() as connection:
        advisory_lock(connection, "migrate")  # API and worker may start together
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def advisory_lock(target: Session | Connection, name: str) -> None:
    """Holds the lock ``name`` until the transaction ends.

    On SQLite a write transaction excludes every other one already.
    """
    connection = target.connection() if isinstance(target, Session) else target
    if connection.dialect.name == "postgresql":
        digest = hashlib.sha256(f"minimind:{name}".encode()).digest()
        key = int.from_bytes(digest[:8], "big", signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """``items`` in parts, in their order: databases limit the parameters of one statement."""
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def append_at_commit(session: Session, row: Any) -> None:
    """Inserts ``row`` (an Event) as the very last thing of the transaction.

    Event ids must become visible in order, or a reader that remembers the last id it saw would
    miss one that commits late. So their insertion is serialised by a lock, and because that lock
    is always the last one taken, it can take part in no deadlock.
    """
    session.info.setdefault(_PENDING, []).append(row)


def _write_pending(session: Session) -> None:
    if rows := session.info.pop(_PENDING, None):
        advisory_lock(session, "events")
        session.flush()
        # Many at once: nobody asks for the ids, which SQLite would tell row by row only.
        session.bulk_save_objects(rows)


def _from_json(text: str) -> Any:
    """Half the time of json.loads, which alone takes halves of surrogate pairs."""
    try:
        return from_json(text)
    except ValueError:
        return json.loads(text)


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # NORMAL may lose the last commits at power loss
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    # A transaction that reads first and writes later could not get the lock it then needs.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
