"""The table of faults in the documentation names tests that exist."""

from __future__ import annotations

import ast
import re

import pytest

from backend.core.settings import REPOSITORY

COLUMNS = 5
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_TABLE = [
    line.strip("|").split("|")
    for line in (REPOSITORY / "docs" / "reliability.md").read_text("utf-8").splitlines()
    if line.startswith("|")
][2:]


def test_there_is_a_table() -> None:
    assert len(_TABLE) >= 20


@pytest.mark.parametrize("row", _TABLE, ids=lambda row: row[0].strip())
def test_every_fault_has_all_its_answers_and_tests_that_exist(row: list[str]) -> None:
    assert len(row) == COLUMNS
    assert all(cell.strip() for cell in row)
    named = _NAMED.findall(row[-1])
    assert named and not _NAMED.sub("", row[-1]).strip(), "only tests stand in the last column"
    for path, name in named:
        tree = ast.parse((REPOSITORY / path).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
