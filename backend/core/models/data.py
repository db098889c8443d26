"""What models learn from: datasets, uploads on their way in, tokenizers, and the work on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.ids import now
from backend.core.models.base import Base


class Dataset(Base):
    """An immutable JSONL file, known by its content."""

    __tablename__ = "datasets"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int] = mapped_column(BigInteger)
    filename: Mapped[str | None]
    # Rows that no training can read: while there is one, jobs refuse the dataset.
    errors: Mapped[int] = mapped_column(BigInteger, default=0)
    # Rows with a doubt: trained as they are. None: not looked for yet.
    warnings: Mapped[int | None] = mapped_column(BigInteger)
    origin: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"how": "upload", ...}
    created_at: Mapped[datetime] = mapped_column(default=now)
    # Its files are gone; the row stays while rows of deleted jobs still name it.
    deleted_at: Mapped[datetime | None]


class DatasetSource(Base):
    """A dataset that was made from another: cleaned, or mixed with more."""

    __tablename__ = "dataset_sources"

    dataset_id: Mapped[str] = mapped_column(
        ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True
    )
    source_id: Mapped[str] = mapped_column(ForeignKey("datasets.id"), primary_key=True, index=True)


class Upload(Base):
    """A file that is being received in pieces: ``uploads/<id>``."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(primary_key=True)
    filename: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)  # that it will have
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    touched_at: Mapped[datetime] = mapped_column(default=now)


class TokenizerEntry(Base):
    """A registered tokenizer: ``tokenizers/<id>/tokenizer.json``; it never changes."""

    __tablename__ = "tokenizers"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)
    vocab_size: Mapped[int]
    origin: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"how": "trained", ...}
    figures: Mapped[dict[str, Any] | None]  # its compression of held-out text
    created_at: Mapped[datetime] = mapped_column(default=now)


class Task(Base):
    """Heavy work on the processor, done by a worker: its state, and what came of it."""

    __tablename__ = "tasks"
    __table_args__ = (Index(None, "state", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]  # what it does, in words
    state: Mapped[str]  # queued, running, done, failed, cancelled
    request: Mapped[dict[str, Any]]  # ids and options, never paths
    dataset_id: Mapped[str | None] = mapped_column(index=True)  # that it works on or has made
    note: Mapped[str | None]  # why it waits, or was started again, in words
    progress: Mapped[dict[str, Any] | None]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]  # {code, message, field, line, remedy}
    cancel: Mapped[bool] = mapped_column(default=False)  # somebody asked it to end
    tries: Mapped[int] = mapped_column(default=0)  # starts; the fencing number of its writes
    restarts: Mapped[int] = mapped_column(default=0)  # by itself, since a person last started it
    node: Mapped[str | None]
    # The process that looks after it, as of an attempt of a job.
    pid: Mapped[int | None]
    pid_started: Mapped[float | None]
    boot_id: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    request_hash: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
