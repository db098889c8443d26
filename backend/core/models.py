"""Tables. JSON columns are replaced whole, never changed in place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from backend.core.ids import now


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware moment in UTC, also on SQLite, which knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite only counts a plain INTEGER primary key up by itself.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: String,
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
    }


class Node(Base):
    """A box that runs jobs. ``gpus``: a list of {index, uuid, name, memory_bytes}."""

    __tablename__ = "nodes"

    name: Mapped[str] = mapped_column(primary_key=True)
    gpus: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    cpus: Mapped[int] = mapped_column(default=1)
    heartbeat_at: Mapped[datetime] = mapped_column(default=now)


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
    created_at: Mapped[datetime] = mapped_column(default=now)


class Job(Base):
    """What was submitted, and how far it got. Only ``status.transition`` writes ``status``."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "status", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    stage: Mapped[str]
    model: Mapped[str]
    spec: Mapped[dict[str, Any]]  # as submitted
    recipe: Mapped[dict[str, Any]]  # resolved, every field
    dataset_id: Mapped[str] = mapped_column(ForeignKey("datasets.id"))
    gpus: Mapped[int]
    processes: Mapped[int]
    parent_checkpoint_id: Mapped[str | None] = mapped_column(
        ForeignKey("checkpoints.id", use_alter=True)
    )
    parent_job_id: Mapped[str | None] = mapped_column(ForeignKey("jobs.id"), index=True)
    priority: Mapped[int] = mapped_column(default=0)
    status: Mapped[str]
    cause: Mapped[str | None]  # machine-readable, of an end that was not asked for
    reason: Mapped[str | None] = mapped_column(Text)  # why it is where it is, in words
    attempt: Mapped[int] = mapped_column(default=0)  # fencing number; 0: never claimed
    node: Mapped[str | None]
    resume: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any] | None]
    baseline: Mapped[dict[str, Any] | None]
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    request_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Attempt(Base):
    """One execution of a job on one node."""

    __tablename__ = "attempts"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    node: Mapped[str]
    # The supervisor's process: a pid alone may be used again, so its start time and the boot too.
    pid: Mapped[int | None]
    pid_started: Mapped[float | None]
    boot_id: Mapped[str | None]
    started_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    start_step: Mapped[int | None]
    outcome: Mapped[str | None]
    cause: Mapped[str | None]
    events_offset: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_until: Mapped[datetime]


class Lease(Base):
    """One resource of a node (``gpu:0``, ``cpu:0``) in use by one attempt."""

    __tablename__ = "leases"

    node: Mapped[str] = mapped_column(primary_key=True)
    resource: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), index=True)
    attempt: Mapped[int]


class Checkpoint(Base):
    """A checkpoint directory of a job: ``runs/<job_id>/checkpoints/<name>``."""

    __tablename__ = "checkpoints"
    __table_args__ = (UniqueConstraint("job_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"))
    attempt: Mapped[int]
    step: Mapped[int]
    name: Mapped[str]
    stage: Mapped[str]
    model: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    validation_loss: Mapped[float | None]
    final: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]


class Event(Base):
    """Something that happened to a job. The id is the global sequence number."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "job_id", "kind", "step"),
        {"sqlite_autoincrement": True},  # ids are never used twice
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"))
    attempt: Mapped[int]
    kind: Mapped[str]
    step: Mapped[int | None]
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)


class AuthToken(Base):
    """A credential, known by its hash only."""

    __tablename__ = "auth_tokens"

    hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
