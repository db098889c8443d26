"""Refuses to serve a database whose tables are not those that this code knows."""

from __future__ import annotations

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from backend.core.db import Database
from backend.core.settings import REPOSITORY


class SchemaOutdated(RuntimeError):
    """The database was not migrated, or by newer code."""


def check_schema(database: Database) -> None:
    """Raises SchemaOutdated, in words. Migrating is left to ``scripts/up`` and compose."""
    config = Config()
    config.set_main_option("script_location", str(REPOSITORY / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    expected = set(scripts.get_heads())
    with database.engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    if present == expected:
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if present - known:
        raise SchemaOutdated(
            f"The database was made by a newer version (revision {_names(present)}). "
            "Update the code, or point MINIMIND_DATA_DIR at another folder."
        )
    raise SchemaOutdated(
        f"The database is at revision {_names(present)}, this version needs {_names(expected)}. "
        "Start with scripts/up, which migrates it, or run: python -m alembic upgrade head"
    )


def _names(revisions: set[str]) -> str:
    return ", ".join(sorted(revisions)) or "none"
