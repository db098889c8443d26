"""What tasks make becomes a dataset: once, whole, and so that a crash costs nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from backend.core import datasets, space
from backend.core.errors import NotFound, QuotaExceeded
from backend.core.models import Dataset, DatasetSource
from backend.core.settings import Settings
from minimind.spec import SpecError
from minimind.spec.made import Made

DATA = b'{"text": "Some words."}\n'


def work(settings: Settings, *, warnings: int = 1, data: bytes = DATA) -> tuple[Path, Made]:
    """A task's folder as its work leaves it."""
    folder = settings.task_dir(f"task-{warnings}")
    (folder / "notes" / "rows").mkdir(parents=True)
    (folder / "data.jsonl").write_bytes(data)
    (folder / "notes" / "rows" / "offsets").write_bytes(b"table")
    report = {
        "kind": "text", "rows": 1, "errors": 0, "warnings": warnings, "bytes": len(data),
        "characters": 11, "turns": 0, "problems": [], "languages": {"en": 1}, "tokens": None,
        "lengths": {"edges": [0], "counts": [1]}, "max_length": 512, "validation": None,
        "seconds": 0.1,
    }  # fmt: skip
    (folder / "notes" / "report.json").write_text(json.dumps(report))
    sha256 = hashlib.sha256(data).hexdigest()
    made = Made(kind="text", sha256=sha256, bytes=len(data), rows=1, errors=0, warnings=warnings)
    return folder, made


def register(studio: Any, folder: Path, made: Made, **values: Any) -> tuple[Dataset, bool]:
    values = {"origin": {"how": "inbox"}, **values}
    with studio.database.transaction() as session:
        return datasets.register(session, studio.settings, made, folder, **values)


def test_what_was_made_is_registered_with_its_notes(studio: Any) -> None:
    source = studio.dataset()
    folder, made = work(studio.settings)
    dataset, created = register(
        studio, folder, made, name="poems", filename="poems.csv", sources=[source.id]
    )
    assert created
    assert (dataset.name, dataset.filename, dataset.rows) == ("poems", "poems.csv", 1)
    assert (dataset.errors, dataset.warnings, dataset.origin) == (0, 1, {"how": "inbox"})
    path = studio.settings.dataset_path(dataset.id)
    (folder / "data.jsonl").unlink()  # the task's folder goes, the dataset stays
    assert path.read_bytes() == DATA
    notes = studio.settings.dataset_notes(dataset.id)
    assert (notes / "rows" / "offsets").read_bytes() == b"table"
    report = datasets.read_report(notes)
    assert report is not None and report.warnings == 1
    with studio.database.session() as session:
        assert session.get(DatasetSource, (dataset.id, source.id)) is not None


def test_the_same_content_gives_the_stored_one_with_newer_notes(studio: Any) -> None:
    first, _ = register(studio, *work(studio.settings), name="first")
    again, created = register(studio, *work(studio.settings, warnings=2), name="second")
    assert (again.id, again.name, created) == (first.id, "first", False)
    assert again.warnings == 2
    report = datasets.read_report(studio.settings.dataset_notes(first.id))
    assert report is not None and report.warnings == 2
    names = sorted(path.name for path in studio.settings.datasets_dir.iterdir())
    assert names == [f"{first.id}.jsonl", f"{first.id}.notes"], "nothing else is left"


def test_a_registration_that_was_cut_off_can_be_repeated(studio: Any) -> None:
    folder, made = work(studio.settings)
    with pytest.raises(ConnectionError), studio.database.transaction() as session:
        datasets.register(session, studio.settings, made, folder, origin={})
        raise ConnectionError("the database is away")
    dataset, created = register(studio, folder, made)
    assert created and studio.settings.dataset_path(dataset.id).read_bytes() == DATA


def test_what_cannot_be_registered_leaves_nothing(studio: Any) -> None:
    folder, made = work(studio.settings)
    with pytest.raises(SpecError):
        register(studio, folder, made, name="a/b")
    with pytest.raises(NotFound):
        register(studio, folder, made, sources=["ds-none"])
    assert list(studio.settings.datasets_dir.iterdir()) == []


def test_what_exceeds_the_quota_is_refused_and_an_upload_counts_once(studio: Any) -> None:
    folder, made = work(studio.settings)
    with studio.database.session() as session:
        taken = space.taken(session)
    studio.settings = studio.settings.model_copy(
        update={"upload_quota_bytes": taken + made.bytes - 1}
    )
    with pytest.raises(QuotaExceeded, match="do not fit"):
        register(studio, folder, made)
    assert (folder / "data.jsonl").exists()
    assert register(studio, folder, made, counted=1)[1]


def test_a_check_replaces_what_was_known(studio: Any) -> None:
    dataset = studio.dataset()
    for warnings in (3, 4):
        folder, _ = work(studio.settings, warnings=warnings)
        with studio.database.transaction() as session:
            row = datasets.get(session, dataset.id)
            datasets.note(session, studio.settings, row, folder / "notes")
        report = datasets.read_report(studio.settings.dataset_notes(dataset.id))
        assert report is not None and report.warnings == warnings
    with studio.database.session() as session:
        assert datasets.get(session, dataset.id).warnings == 4
    with studio.database.transaction() as session, pytest.raises(SpecError):
        row = datasets.get(session, dataset.id)
        datasets.note(session, studio.settings, row, studio.settings.tasks_dir)
