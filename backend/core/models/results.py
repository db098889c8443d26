"""What comes out of runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.ids import now
from backend.core.models.base import Base, BigId


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
    tokenizer_sha256: Mapped[str | None]  # of its tokenizer.json; None: saved before this was kept


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


class CurveBlock(Base):
    """Neighbouring points of one attempt's curve in binary, or (level 1 and up) a summary of many.

    ``backend.core.curves`` knows the format.
    """

    __tablename__ = "curve_blocks"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # metric or validation
    level: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # from 0, in order of the steps
    first_step: Mapped[int] = mapped_column(BigInteger)
    last_step: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)
