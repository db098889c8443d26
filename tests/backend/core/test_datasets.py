"""Datasets: received in a stream, checked, known by content, and nothing left behind."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.core import datasets
from backend.core.errors import DiskFull, NotFound, http_status
from backend.core.models import Dataset
from backend.core.settings import Settings
from minimind.spec import SpecError

GOOD = b'{"text": "Some words."}\n'


def store(studio: Any, content: bytes, **names: Any) -> tuple[Dataset, bool]:
    with (
        datasets.receive(studio.settings, [content]) as upload,
        studio.database.transaction() as session,
    ):
        return datasets.store(session, studio.settings, upload, **names)


def files(settings: Settings) -> list[Path]:
    return sorted(settings.datasets_dir.iterdir())


def test_what_is_stored_is_what_was_sent(studio: Any) -> None:
    content = GOOD * 3
    chunks = [content[i : i + 7] for i in range(0, len(content), 7)]
    with (
        datasets.receive(studio.settings, chunks, "text") as upload,
        studio.database.transaction() as session,
    ):
        dataset, created = datasets.store(
            session, studio.settings, upload, name="Tales", filename="tales.jsonl"
        )
    assert created
    assert (dataset.kind, dataset.rows, dataset.bytes) == ("text", 3, len(content))
    assert (dataset.name, dataset.filename) == ("Tales", "tales.jsonl")
    assert dataset.sha256 == hashlib.sha256(content).hexdigest()
    path = studio.settings.dataset_path(dataset.id)
    assert path.read_bytes() == content
    assert files(studio.settings) == [path]


def test_the_kind_is_told_from_the_first_row(studio: Any) -> None:
    row = b'{"conversations": [{"role": "user", "content": "Hi"}, '
    row += b'{"role": "assistant", "content": "Hello"}]}\n'
    assert store(studio, row)[0].kind == "conversations"


def test_the_same_content_is_stored_once(studio: Any) -> None:
    first, created = store(studio, GOOD, name="first")
    again, created_again = store(studio, GOOD, name="second")
    assert (created, created_again) == (True, False)
    assert (again.id, again.name) == (first.id, "first")
    assert len(files(studio.settings)) == 1


def test_the_same_content_sent_at_once_is_stored_once(studio: Any) -> None:
    barrier = threading.Barrier(6)
    results: list[tuple[Dataset, bool]] = []

    def send() -> None:
        barrier.wait()
        results.append(store(studio, GOOD))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6
    assert len({dataset.id for dataset, _ in results}) == 1
    assert [created for _, created in results].count(True) == 1
    assert len(files(studio.settings)) == 1


@pytest.mark.parametrize(
    ("content", "line", "field"),
    [
        (b"", None, None),
        (b"\n  \n", None, None),
        (GOOD + b"not json\n", 2, None),
        (GOOD * 2 + b'{"words": "x"}\n', 3, "text"),
        (GOOD + b'{"text": ""}\n', 2, "text"),
        (GOOD + b'{"text": "\xff"}\n', 2, None),
        (GOOD + b'{"text": "' + b"x" * 10_000_000 + b'"}\n', 2, None),
        (b'{"conversations": []}\n', 1, "conversations"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, None),
    ],
)
def test_bad_content_is_refused_with_its_line_and_leaves_nothing(
    settings: Settings, content: bytes, line: int | None, field: str | None
) -> None:
    with pytest.raises(SpecError) as caught:
        datasets.receive(settings, [content])
    assert (caught.value.line, caught.value.field) == (line, field)
    assert caught.value.remedy
    assert http_status(caught.value) == 422
    assert files(settings) == []


def test_an_unknown_kind_is_refused(settings: Settings) -> None:
    with pytest.raises(SpecError) as caught:
        datasets.receive(settings, [GOOD], "pictures")
    assert caught.value.field == "kind"
    assert files(settings) == []


def test_a_stream_that_breaks_leaves_nothing(settings: Settings) -> None:
    def broken() -> Iterator[bytes]:
        yield GOOD
        raise ConnectionError("the browser was closed")

    with pytest.raises(ConnectionError):
        datasets.receive(settings, broken())
    assert files(settings) == []


def test_a_transaction_that_fails_stores_nothing(studio: Any) -> None:
    with pytest.raises(SpecError) as caught:
        store(studio, GOOD, name="bad/name")
    assert caught.value.field == "name"
    assert files(studio.settings) == []
    with studio.database.session() as session:
        assert datasets.list_datasets(session) == []


def test_a_full_disk_is_refused_in_words(settings: Settings) -> None:
    free = shutil.disk_usage(settings.data_dir).free
    full = settings.model_copy(update={"min_free_bytes": 2 * free})
    with pytest.raises(DiskFull, match="MiB") as caught:
        datasets.receive(full, [GOOD])
    assert http_status(caught.value) == 507
    assert files(settings) == []


def test_memory_stays_flat_however_large_the_file(settings: Settings) -> None:
    """32 MB pass through in a small part of that memory."""
    row = b'{"text": "' + b"x" * 65_536 + b'"}\n'
    tracemalloc.start()
    try:
        with datasets.receive(settings, (row for _ in range(512))) as upload:
            assert upload.rows == 512
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("tales.jsonl", "tales"),
        ("C:\\Users\\me\\tales.jsonl", "tales"),
        ("../../etc/passwd", "passwd"),
        ("-rf.jsonl", "rf"),
        ("\x00\n.jsonl", "jsonl"),
        (None, "data"),
        ("", "data"),
        ("x" * 300, "x" * 100),
    ],
)
def test_a_name_is_made_of_the_files(sqlite_studio: Any, filename: str | None, name: str) -> None:
    dataset, _ = store(sqlite_studio, GOOD, filename=filename)
    assert dataset.name.lstrip(".") == name
    assert dataset.filename is None or dataset.filename.isprintable()


def test_an_unknown_dataset_is_not_found(studio: Any) -> None:
    with studio.database.session() as session:
        for missing in ("ds-nosuchdataset", "\x00", ""):
            with pytest.raises(NotFound):
                datasets.get(session, missing)


def test_datasets_are_listed_newest_first(studio: Any) -> None:
    ids = [studio.dataset().id for _ in range(3)]
    with studio.database.session() as session:
        assert [row.id for row in datasets.list_datasets(session)] == ids[::-1]
        assert datasets.get(session, ids[0]).id == ids[0]


def test_what_killed_uploads_left_is_swept_and_nothing_else(studio: Any) -> None:
    kept, _ = store(studio, GOOD)
    folder = studio.settings.datasets_dir
    old = {folder / ".upload-dead", folder / "ds-withoutarow1.jsonl", folder / "notes.txt"}
    for path in old | {folder / ".upload-alive"}:
        path.write_bytes(GOOD)
    for path in old | {studio.settings.dataset_path(kept.id)}:
        os.utime(path, (0, 0))
    with studio.database.session() as session:
        removed = datasets.sweep(session, studio.settings)
    assert {path.name for path in removed} == {".upload-dead", "ds-withoutarow1.jsonl"}
    left = {path.name for path in files(studio.settings)}
    assert left == {".upload-alive", "notes.txt", f"{kept.id}.jsonl"}
