"""Lines of stages on each database."""

from __future__ import annotations

from typing import Any

import pytest

from tests.backend.core.pipelines.line import Line


@pytest.fixture
def line(studio: Any) -> Line:
    return Line(studio)


@pytest.fixture
def sqlite_line(sqlite_studio: Any) -> Line:
    return Line(sqlite_studio)
