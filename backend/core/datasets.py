"""Datasets: immutable JSONL files, received in a stream, checked row by row, known by content."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from types import TracebackType
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import space
from backend.core.db import advisory_lock
from backend.core.errors import DiskFull, NotFound
from backend.core.ids import new_id, plausible
from backend.core.jobspec import MAX_NAME, check_name, unfit_for_name
from backend.core.models import Dataset, DatasetSource
from backend.core.placing import place_file, place_folder, sync_directory
from backend.core.settings import Settings
from minimind.spec import SpecError
from minimind.spec.made import Made
from minimind.spec.report import Report
from minimind.spec.rows import ROW_KINDS, RowKind, check_rows, read_lines

_SPACE_CHECK_BYTES = 16 * 2**20
_STALE_SECONDS = 24 * 3600


class Upload:
    """A file on its way in: ``write`` its chunks, ``finish``, then ``store`` it in a transaction.

    Leaving the ``with`` block removes whatever was not stored. No transaction is open while bytes
    arrive, so a slow upload holds nobody up.
    """

    def __init__(self, settings: Settings) -> None:
        settings.datasets_dir.mkdir(parents=True, exist_ok=True)
        self._floor = settings.min_free_bytes
        self.path = settings.datasets_dir / f".upload-{secrets.token_hex(8)}"
        self._file = self.path.open("xb")
        self._hash = hashlib.sha256()
        self._checked_at = -_SPACE_CHECK_BYTES
        self.bytes = 0
        self.rows = 0
        self.kind: RowKind | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        """Raises DiskFull when too little space would stay free."""
        if self.bytes + len(chunk) - self._checked_at >= _SPACE_CHECK_BYTES:
            self._check_space(len(chunk))
            self._checked_at = self.bytes
        self._file.write(chunk)
        self._hash.update(chunk)
        self.bytes += len(chunk)

    def finish(self, kind: str | None = None) -> None:
        """Checks every row, in constant memory, and makes the file durable.

        ``kind`` None: told from the first row. Raises SpecError at the first bad line.
        """
        if kind is not None and kind not in ROW_KINDS:
            raise SpecError(
                f"There is no kind of dataset {kind[:40]!r}.",
                field="kind",
                remedy=f"Choose one of: {', '.join(ROW_KINDS)}.",
            )
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        with self.path.open("rb") as file:
            self.kind, self.rows = check_rows(read_lines(file), kind)

    def _check_space(self, coming: int) -> None:
        free = shutil.disk_usage(self.path.parent).free - coming
        if free < self._floor:
            raise DiskFull(
                f"Only {max(free, 0) // 2**20} MiB would stay free on the disk that holds the data;"
                f" {self._floor // 2**20} MiB must.",
                remedy="Remove what is not needed, or choose another data directory.",
            )


def receive(settings: Settings, chunks: Iterable[bytes], kind: str | None = None) -> Upload:
    """An Upload of all ``chunks``, checked; use it as a context manager. Raises as Upload does."""
    upload = Upload(settings)
    try:
        for chunk in chunks:
            upload.write(chunk)
        upload.finish(kind)
    except BaseException:
        upload.__exit__(None, None, None)
        raise
    return upload


def store(
    session: Session,
    settings: Settings,
    upload: Upload,
    *,
    name: str | None = None,
    filename: str | None = None,
) -> tuple[Dataset, bool]:
    """Registers a finished upload. Returns (dataset, created).

    A file with the content of a stored one gives that one. Raises SpecError for a bad name, and
    QuotaExceeded.
    """
    if upload.kind is None:
        raise ValueError("finish() the upload before it is stored.")
    title = check_name(name if name is not None else _title(filename))
    advisory_lock(session, f"dataset:{upload.sha256}")
    existing = session.scalar(select(Dataset).where(Dataset.sha256 == upload.sha256))
    if existing is not None:
        return existing, False
    space.check_quota(session, settings, upload.bytes)
    dataset = Dataset(
        id=new_id("ds"),
        name=title,
        kind=upload.kind,
        sha256=upload.sha256,
        bytes=upload.bytes,
        rows=upload.rows,
        filename=_printable(filename)[:255] if filename else None,
        origin={"how": "upload"},
    )
    session.add(dataset)
    session.flush()
    # Moved before the commit: a stored row always has its file. A file without a row is swept.
    upload.path.rename(settings.dataset_path(dataset.id))
    sync_directory(settings.datasets_dir)
    return dataset, True


def register(
    session: Session,
    settings: Settings,
    made: Made,
    folder: Path,
    *,
    name: str | None = None,
    filename: str | None = None,
    origin: dict[str, Any],
    sources: Sequence[str] = (),
    counted: int = 0,
) -> tuple[Dataset, bool]:
    """Registers what a task made: ``data.jsonl`` and ``notes/`` of ``folder``, which stay there.

    Content that is there already gives that dataset, with the notes made afresh. Returns
    (dataset, created). The caller has synced the files, and removes the folder after the commit.

    Args:
        origin: ``{"how": ..., ...}``.
        sources: ids of the datasets that it was made from.
        counted: bytes towards the quota that it takes the place of: its upload's.

    Raises SpecError for a bad name, QuotaExceeded, NotFound when a source was deleted meanwhile,
    OSError.
    """
    title = check_name(name if name is not None else _title(filename))
    advisory_lock(session, f"dataset:{made.sha256}")
    dataset = session.scalar(select(Dataset).where(Dataset.sha256 == made.sha256))
    created = dataset is None
    if dataset is None:
        space.check_quota(session, settings, made.bytes - counted)
        dataset = Dataset(
            id=new_id("ds"),
            name=title,
            kind=made.kind,
            sha256=made.sha256,
            bytes=made.bytes,
            rows=made.rows,
            filename=_printable(filename)[:255] if filename else None,
            origin=origin,
        )
        for source in sources:
            get(session, source)
        session.add(dataset)
        session.flush()
        rows = [DatasetSource(dataset_id=dataset.id, source_id=one) for one in set(sources)]
        session.add_all(rows)
        session.flush()
        place_file(folder / "data.jsonl", settings.dataset_path(dataset.id))
    dataset.errors, dataset.warnings = made.errors, made.warnings
    if (folder / "notes").is_dir():
        place_folder(folder / "notes", settings.dataset_notes(dataset.id))
    session.flush()
    return dataset, created


def note(session: Session, settings: Settings, dataset: Dataset, notes: Path) -> Report:
    """Replaces what is known about a dataset by ``notes``, which stay where they are.

    Raises SpecError when they hold no report, OSError.
    """
    found = read_report(notes)
    if found is None:
        raise SpecError("The check left no report.", remedy="Check the dataset again.")
    place_folder(notes, settings.dataset_notes(dataset.id))
    dataset.errors, dataset.warnings = found.errors, found.warnings
    session.flush()
    return found


def read_report(notes: Path) -> Report | None:
    """The report in a folder of notes; None when there is none that this version can read."""
    try:
        return Report.model_validate_json((notes / "report.json").read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def get(session: Session, dataset_id: str) -> Dataset:
    """Raises NotFound."""
    dataset = session.get(Dataset, dataset_id) if plausible(dataset_id) else None
    if dataset is None or dataset.deleted_at is not None:
        raise NotFound(f"There is no dataset {dataset_id[:80]!r}.")
    return dataset


def list_datasets(session: Session) -> list[Dataset]:
    """Newest first."""
    query = select(Dataset).where(Dataset.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Dataset.created_at.desc(), Dataset.id)))


def rename(session: Session, dataset: Dataset, name: str) -> None:
    """Raises SpecError for a bad name."""
    dataset.name = check_name(name)
    session.flush()


def sweep(session: Session, settings: Settings) -> list[Path]:
    """Removes what crashes left behind: files and notes over a day old that no dataset owns."""
    query = select(Dataset.id).where(Dataset.deleted_at.is_(None))
    known = set[Path]()
    for dataset_id in session.scalars(query):
        known |= {settings.dataset_path(dataset_id), settings.dataset_notes(dataset_id)}
    removed: list[Path] = []
    if settings.datasets_dir.is_dir():
        for path in sorted(settings.datasets_dir.iterdir()):
            ours = path.name.startswith((".upload-", "ds-", ".ds-"))
            if ours and path not in known and _is_stale(path):
                remove(path)
                removed.append(path)
    return removed


def remove(path: Path) -> None:
    """A file or a folder, if it is there. Raises OSError."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _is_stale(path: Path) -> bool:
    try:
        return time.time() - path.lstat().st_mtime > _STALE_SECONDS
    except FileNotFoundError:
        return False  # its owner has just removed it


def _title(filename: str | None) -> str:
    stem = PurePath(_printable(filename or "").replace("\\", "/")).stem
    fit = "".join(character for character in stem if not unfit_for_name(character))
    return fit.lstrip("- ")[:MAX_NAME].strip() or "data"


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())
