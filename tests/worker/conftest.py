"""What tests of the worker share with those of the domain."""

from __future__ import annotations

import pytest

from backend.core import db
from backend.core.settings import Settings
from tests.backend.core.conftest import Studio


@pytest.fixture
def studio(database: db.Database, settings: Settings) -> Studio:
    """On SQLite and on PostgreSQL in turn, with one CPU node ``box-a``."""
    made = Studio(database, settings)
    made.node()
    return made
