"""Uploads: rows that claim no byte too many, one writer at a time, limits, and what is swept."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from backend.core import datasets, receiving, tasks, uploads
from backend.core.db import Database
from backend.core.errors import (
    ChecksumMismatch,
    Conflict,
    DiskFull,
    Locked,
    NotFound,
    QuotaExceeded,
    TooLarge,
    TooMany,
)
from backend.core.ids import now
from backend.core.models import Task, Upload
from backend.core.receiving import Receiver
from backend.core.settings import Settings
from minimind.spec import SpecError
from tests.backend.core.conftest import Studio
from worker.housekeeping import Housekeeping

TOO_MUCH = 2**60


def create(database: Database, settings: Settings, length: int, name: str = "a.jsonl") -> str:
    with database.transaction() as session:
        return uploads.create(session, settings, name, length).id


def send(studio: Studio, upload_id: str, offset: int, data: bytes) -> None:
    with Receiver(studio.database, studio.settings, upload_id, offset) as receiver:
        receiver.write(data)
        receiver.finish()


def state(studio: Studio, upload_id: str) -> Upload:
    return receiving.state(studio.database, studio.settings, upload_id)


def test_pieces_become_the_file(studio: Studio) -> None:
    upload_id = create(studio.database, studio.settings, 10)
    with studio.database.session() as session, pytest.raises(Conflict, match="10 of 10 bytes"):
        uploads.whole(session, studio.settings, upload_id)
    send(studio, upload_id, 0, b"abcd")
    assert state(studio, upload_id).received == 4
    with pytest.raises(Conflict, match="start at 4, not at 0"):
        send(studio, upload_id, 0, b"abcd")
    send(studio, upload_id, 4, b"efghij")
    with studio.database.session() as session:
        assert uploads.whole(session, studio.settings, upload_id).bytes == 10
    assert studio.settings.upload_path(upload_id).read_bytes() == b"abcdefghij"


def test_more_than_was_announced_is_refused_and_what_fits_is_kept(studio: Studio) -> None:
    upload_id = create(studio.database, studio.settings, 6)
    with Receiver(studio.database, studio.settings, upload_id, 0) as receiver:
        receiver.write(b"abcd")
        with pytest.raises(TooLarge):
            receiver.write(b"efgh")
        receiver.keep()
    assert state(studio, upload_id).received == 4


@pytest.mark.parametrize(
    ("on_disk", "on_record", "true"), [(b"abcdef", 4, 4), (b"ab", 4, 2), (None, 4, 0)]
)
def test_the_smaller_of_row_and_file_is_true_after_a_crash(
    studio: Studio, on_disk: bytes | None, on_record: int, true: int
) -> None:
    upload_id = create(studio.database, studio.settings, 10)
    path = studio.settings.upload_path(upload_id)
    if on_disk is not None:
        path.write_bytes(on_disk)
    with studio.database.transaction() as session:
        uploads.get(session, upload_id).received = on_record
    assert state(studio, upload_id).received == true
    assert path.read_bytes() == (on_disk or b"")[:true]
    send(studio, upload_id, true, b"0123456789"[true:])
    assert path.read_bytes() == (on_disk or b"")[:true] + b"0123456789"[true:]


def test_a_row_never_counts_bytes_that_are_not_synced(
    sqlite_studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each write is counted at once here; the count must follow the sync."""
    monkeypatch.setattr(receiving, "COMMIT_BYTES", 1)
    synced: list[int] = []
    sync = os.fsync

    def watched(file: int) -> None:
        sync(file)
        synced.append(os.fstat(file).st_size)

    monkeypatch.setattr(os, "fsync", watched)
    upload_id = create(sqlite_studio.database, sqlite_studio.settings, 100)
    with Receiver(sqlite_studio.database, sqlite_studio.settings, upload_id, 0) as receiver:
        for count in range(1, 4):
            receiver.write(b"x" * 10)
            with sqlite_studio.database.session() as session:
                assert uploads.get(session, upload_id).received == count * 10
            assert count * 10 in synced


def test_a_writer_that_is_killed_leaves_no_lock(sqlite_studio: Studio) -> None:
    studio = sqlite_studio
    upload_id = create(studio.database, studio.settings, 100)
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from backend.core.db import connect\n"
        "from backend.core.receiving import Receiver\n"
        "from backend.core.settings import Settings\n"
        "settings = Settings(data_dir=Path(sys.argv[1]), min_free_bytes=0)\n"
        "receiver = Receiver(connect(settings), settings, sys.argv[2], 0)\n"
        "receiver.write(b'x' * 50)\n"
        "print('written', flush=True)\n"
        "time.sleep(600)\n"
    )
    argv = [sys.executable, "-c", code, str(studio.settings.data_dir), upload_id]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"written\n"
        with pytest.raises(Locked):
            send(studio, upload_id, 0, b"mine")
        with pytest.raises(Locked):
            receiving.discard(studio.database, studio.settings, upload_id)
        assert state(studio, upload_id).received == 0
        process.kill()
    assert state(studio, upload_id).received == 0
    send(studio, upload_id, 0, b"mine")
    assert studio.settings.upload_path(upload_id).read_bytes() == b"mine"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_nothing_counts_that_does_not_fit_its_checksum(studio: Studio, algorithm: str) -> None:
    upload_id = create(studio.database, studio.settings, 8)
    digest = hashlib.new(algorithm, b"abcd").digest()
    with Receiver(studio.database, studio.settings, upload_id, 0, (algorithm, digest)) as receiver:
        receiver.write(b"abcX")
        with pytest.raises(ChecksumMismatch):
            receiver.finish()
    assert state(studio, upload_id).received == 0
    with Receiver(studio.database, studio.settings, upload_id, 0, (algorithm, digest)) as receiver:
        receiver.write(b"ab")
        receiver.keep()  # cut off before it could be compared
    assert state(studio, upload_id).received == 0
    with Receiver(studio.database, studio.settings, upload_id, 0, (algorithm, digest)) as receiver:
        receiver.write(b"abcd")
        receiver.finish()
    assert state(studio, upload_id).received == 4


def test_the_quota_counts_datasets_and_announced_bytes(studio: Studio) -> None:
    kept = studio.dataset()
    limited = studio.settings.model_copy(update={"upload_quota_bytes": kept.bytes + 100})
    create(studio.database, limited, 60)
    with pytest.raises(QuotaExceeded, match=r"take .* of the .* that they may") as refusal:
        create(studio.database, limited, 41)
    assert refusal.value.status == 413 and "MINIMIND_UPLOAD_QUOTA_BYTES" in str(refusal.value)
    create(studio.database, limited, 40)


def test_what_cannot_fit_the_disk_is_refused_before_a_byte_comes(studio: Studio) -> None:
    with pytest.raises(DiskFull):
        create(studio.database, studio.settings, TOO_MUCH)
    free = os.statvfs(studio.settings.data_dir)
    half = free.f_bavail * free.f_frsize * 2 // 3
    create(studio.database, studio.settings, half)
    with pytest.raises(DiskFull):  # the first one's bytes have not come, but will
        create(studio.database, studio.settings, half)


def test_the_floor_is_kept_while_bytes_come(studio: Studio) -> None:
    upload_id = create(studio.database, studio.settings, 10)
    strict = studio.settings.model_copy(update={"min_free_bytes": TOO_MUCH})
    with Receiver(studio.database, strict, upload_id, 0) as receiver, pytest.raises(DiskFull):
        receiver.write(b"abcd")


def test_so_many_and_no_more(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_OPEN", 2)
    first = create(studio.database, studio.settings, 10)
    create(studio.database, studio.settings, 10)
    with pytest.raises(TooMany):
        create(studio.database, studio.settings, 10)
    receiving.discard(studio.database, studio.settings, first)
    create(studio.database, studio.settings, 10)


def test_an_empty_file_is_refused(studio: Studio) -> None:
    with pytest.raises(SpecError, match="empty"):
        create(studio.database, studio.settings, 0)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("poems.jsonl", "poems.jsonl"),
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\诗.csv", "诗.csv"),
        ("a\x00b\nc\x1b[31m.jsonl", "a b c [31m.jsonl"),
        ("\u202egpj.jsonl", "gpj.jsonl"),
        ("x" * 300 + ".jsonl.gz", "x" * 252 + ".gz"),
        ("..", "data"),
        ("", "data"),
        (None, "data"),
    ],
)
def test_names_are_for_reading_only(given: str | None, shown: str) -> None:
    assert uploads.display_name(given) == shown


def test_a_removed_upload_is_gone_unless_a_task_reads_it(studio: Studio) -> None:
    upload_id = create(studio.database, studio.settings, 4)
    send(studio, upload_id, 0, b"abcd")
    with studio.database.transaction() as session:
        task = tasks.create(session, "import", "Import a.jsonl", {"upload": upload_id})
    with pytest.raises(Conflict, match="A task is reading"):
        receiving.discard(studio.database, studio.settings, upload_id)
    with studio.database.transaction() as session:
        session.get_one(Task, task.id).state = "done"
    receiving.discard(studio.database, studio.settings, upload_id)
    assert list(studio.settings.uploads_dir.iterdir()) == []
    with pytest.raises(NotFound):
        state(studio, upload_id)
    with pytest.raises(NotFound):
        receiving.discard(studio.database, studio.settings, upload_id)
    assert list(studio.settings.uploads_dir.iterdir()) == []


@pytest.mark.parametrize("upload_id", ["../studio.db", "up-unknown", "a" * 200, ""])
def test_only_a_known_id_becomes_a_path(studio: Studio, upload_id: str) -> None:
    with pytest.raises(NotFound):
        state(studio, upload_id)
    assert list(studio.settings.uploads_dir.iterdir()) == []


def test_what_nobody_touches_for_a_day_is_swept(studio: Studio) -> None:
    old, fresh, read, sent = (create(studio.database, studio.settings, 4) for _ in range(4))
    send(studio, old, 0, b"ab")
    with studio.database.transaction() as session:
        tasks.create(session, "preview", "Look at a.jsonl", {"upload": read})
        for upload_id in (old, read, sent):
            uploads.get(session, upload_id).touched_at = now() - uploads.KEPT - timedelta(hours=1)
    orphan, young = (studio.settings.uploads_dir / f"up-{name}" for name in ("orphan", "young"))
    foreign = studio.settings.uploads_dir / "notes.txt"
    for path in (orphan, young, foreign):
        path.write_bytes(b"x")
    for path in (orphan, foreign):
        aged(path)
    with Receiver(studio.database, studio.settings, sent, 0):  # somebody goes on just now
        Housekeeping(studio.settings, studio.database).run()
    with studio.database.session() as session:
        left = {upload.id for upload in uploads.list_uploads(session)}
    assert left == {fresh, read, sent}
    names = {path.name for path in studio.settings.uploads_dir.iterdir()}
    assert old not in names and "up-orphan" not in names
    assert {"up-young", "notes.txt"} <= names


def aged(path: Path) -> None:
    before = time.time() - uploads.KEPT.total_seconds() - 3600
    os.utime(path, (before, before))


def test_what_became_a_dataset_is_swept_sooner(studio: Studio) -> None:
    fresh, old = (create(studio.database, studio.settings, 4) for _ in range(2))
    with studio.database.transaction() as session:
        for upload_id, hours in ((fresh, 0.5), (old, 2)):
            task = tasks.create(session, "import", "Import a.jsonl", {"upload": upload_id})
            task.state, task.finished_at = "done", now() - timedelta(hours=hours)
    assert receiving.sweep(studio.database, studio.settings) == [old]


def test_datasets_are_not_uploads(studio: Studio) -> None:
    """The two kinds of upload share a disk, not a folder."""
    kept = studio.dataset()
    Housekeeping(studio.settings, studio.database).run()
    with studio.database.session() as session:
        assert datasets.get(session, kept.id).id == kept.id


def test_who_comes_too_late_spoils_no_dataset_made_of_the_file(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import may give the upload's file a second name instead of copying it."""
    upload_id = create(studio.database, studio.settings, 4)
    send(studio, upload_id, 0, b"abcd")
    dataset = studio.settings.datasets_dir / "ds-linked.jsonl"
    path = studio.settings.upload_path(upload_id)
    dataset.hardlink_to(path)
    lock = receiving.fcntl.flock

    def removed_meanwhile(file: int, how: int) -> None:
        with studio.database.transaction() as session:
            uploads.delete(session, upload_id)
        path.unlink()
        lock(file, how)

    monkeypatch.setattr(receiving.fcntl, "flock", removed_meanwhile)
    with pytest.raises(NotFound):
        send(studio, upload_id, 4, b"")
    assert dataset.read_bytes() == b"abcd"
