"""Imports run one way: minimind.spec <- backend.core <- {backend.api, worker}."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_BELOW_ROWS = ("minimind.spec", "minimind.data", "minimind.rows", "minimind.work")
# (package, what it must not import, what of that it may). A name stands for all below it.
RULES: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = [
    ("minimind", ("backend", "worker"), ()),
    ("minimind.spec", ("torch", "minimind"), ("minimind.spec",)),
    ("minimind.rows", ("torch", "minimind"), _BELOW_ROWS),
    ("minimind.hub", ("torch", "minimind"), (*_BELOW_ROWS, "minimind.hub")),
    ("minimind.data", ("torch", "minimind"), ("minimind.spec", "minimind.data")),
    ("minimind.generate", ("torch", "minimind"), (*_BELOW_ROWS, "minimind.generate")),
    # The API shows rows as a model will see them, and what generators would make.
    (
        "backend.api",
        ("torch", "worker", "minimind"),
        ("minimind.spec", "minimind.rows", "minimind.generate"),
    ),
    ("backend.core", ("torch", "worker", "minimind"), ("minimind.spec",)),
    ("backend.core", ("backend.api", "fastapi", "starlette"), ()),
    ("worker", ("torch", "backend.api", "minimind"), ("minimind.spec",)),
]


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package.replace(".", "/")).rglob("*.py"))


def imported(path: Path, root: Path = ROOT) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything a file imports anywhere in it, also inside functions."""
    own = path.relative_to(root).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(own[: -node.level]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            # The imported name may itself be a module: from minimind import model.
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def below(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def violations(path: Path, banned: tuple[str, ...], allowed: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for line, name in imported(path)
        if any(below(name, package) for package in banned)
        and not any(below(name, package) for package in allowed)
    ]


@pytest.mark.parametrize(("package", "banned", "allowed"), RULES, ids=lambda value: str(value))
def test_imports_run_one_way(
    package: str, banned: tuple[str, ...], allowed: tuple[str, ...]
) -> None:
    paths = modules(package)
    assert paths, f"{package} has no files: the rule checks nothing"
    assert [line for path in paths for line in violations(path, banned, allowed)] == []


@pytest.mark.parametrize(
    "line",
    [
        "import torch",
        "import torch.nn as nn",
        "from torch import nn",
        "from minimind import model",
        "from minimind.model.transformer import Transformer",
        "def f():\n    from worker import tick",
        "from ..api import app",
        "from .. import api",
    ],
)
def test_the_check_sees_every_way_to_import(tmp_path: Path, line: str) -> None:
    path = tmp_path / "backend" / "core" / "example.py"
    path.parent.mkdir(parents=True)
    path.write_text(line)
    names = [name for _, name in imported(path, tmp_path)]
    banned_here = ("torch", "worker", "minimind", "backend.api")
    assert any(below(name, banned) for name in names for banned in banned_here)


@pytest.mark.parametrize("module", ["minimind.spec", "backend.core.jobs", "backend.api.app"])
def test_importing_the_control_plane_does_not_load_torch(module: str) -> None:
    if module == "backend.api.app" and not (ROOT / "backend" / "api" / "app.py").exists():
        pytest.skip("there is no backend/api/app.py yet")
    program = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr or f"importing {module} loads torch"
