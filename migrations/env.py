"""What Alembic runs: migrates the connection it was given, or the database of the settings."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from backend.core import db
from backend.core.models import Base, UtcDateTime
from backend.core.settings import Settings


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Writes the tables' own types as plain ones: a revision must not change when code does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite cannot alter most columns in place
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = db.connect(Settings())
    with database.engine.begin() as opened:
        run(opened)
