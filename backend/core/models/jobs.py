"""Jobs, what groups them, and their attempts."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.ids import now
from backend.core.models.base import Base


class Job(Base):
    """What was submitted, and how far it got. Only ``status.transition`` writes ``status``."""

    __tablename__ = "jobs"
    __table_args__ = (
        # The queue's order, and what passes a job over without a look at its row.
        Index(
            "ix_jobs_queue", "status", "priority", "position", "id", "held", "gpus", "deleted_at"
        ),
        Index(None, "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="train")  # or probe: a few steps, to measure
    name: Mapped[str]
    stage: Mapped[str]
    model: Mapped[str]
    spec: Mapped[dict[str, Any]]  # as submitted
    recipe: Mapped[dict[str, Any]]  # resolved, every field
    dataset_id: Mapped[str] = mapped_column(ForeignKey("datasets.id"))
    tokenizer_id: Mapped[str | None] = mapped_column(ForeignKey("tokenizers.id"))  # None: shipped
    gpus: Mapped[int]  # on each node
    processes: Mapped[int]
    nodes: Mapped[int] = mapped_column(default=1)
    wanted_node: Mapped[str | None]
    wanted_gpu: Mapped[str | None]  # part of the GPU's model name
    launcher: Mapped[str] = mapped_column(default="torchrun")
    parent_checkpoint_id: Mapped[str | None] = mapped_column(
        ForeignKey("checkpoints.id", use_alter=True)
    )
    parent_job_id: Mapped[str | None] = mapped_column(ForeignKey("jobs.id"), index=True)
    teacher_checkpoint_id: Mapped[str | None] = mapped_column(
        ForeignKey("checkpoints.id", use_alter=True)
    )
    cloned_from: Mapped[str | None]  # a job's id; that job may be deleted meanwhile
    pipeline_id: Mapped[str | None] = mapped_column(ForeignKey("pipelines.id"), index=True)
    pipeline_key: Mapped[str | None]  # its stage's name within the pipeline
    sweep_id: Mapped[str | None] = mapped_column(ForeignKey("sweeps.id"), index=True)
    sweep_values: Mapped[dict[str, Any] | None]  # {recipe field: value} of this member
    # The queue's order: priority (high first), then position, then id.
    priority: Mapped[int] = mapped_column(default=0)
    position: Mapped[float] = mapped_column(default=time.time)
    held: Mapped[bool] = mapped_column(default=False)  # queued, but not to start
    status: Mapped[str]
    cause: Mapped[str | None]  # machine-readable, of an end that was not asked for
    reason: Mapped[str | None] = mapped_column(Text)  # why it is where it is, in words
    fix: Mapped[dict[str, Any] | None]  # what would mend a failure: {label, changes}
    force: Mapped[bool] = mapped_column(default=False)  # stop without waiting for a checkpoint
    restarts: Mapped[int] = mapped_column(default=0)  # by itself, since a person last started it
    adjustments: Mapped[list[dict[str, Any]]] = mapped_column(default=list)  # made by itself
    estimate: Mapped[dict[str, Any] | None]  # before its first start
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
    deleted_at: Mapped[datetime | None]  # hidden; its files follow


class Pipeline(Base):
    """Stages in a row, submitted as one; its jobs carry its id."""

    __tablename__ = "pipelines"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    spec: Mapped[dict[str, Any]]  # as submitted
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    request_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Sweep(Base):
    """One job spec over many values, submitted as one; its jobs carry its id."""

    __tablename__ = "sweeps"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    spec: Mapped[dict[str, Any]]  # as submitted
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    request_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


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
    reason: Mapped[str | None] = mapped_column(Text)  # of its end, in words
    cleanup: Mapped[dict[str, Any] | None]  # what was looked for after its end, and found gone
    rendezvous: Mapped[str | None]  # host:port where the nodes of one attempt meet
    events_offset: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_until: Mapped[datetime]


class AttemptMember(Base):
    """The part of an attempt over several nodes that one further node runs (rank 1 and up).

    The attempt's own row is rank 0: that node's supervisor alone stores events and the end.
    """

    __tablename__ = "attempt_members"
    __table_args__ = (
        ForeignKeyConstraint(["job_id", "number"], ["attempts.job_id", "attempts.number"]),
    )

    job_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    node: Mapped[str] = mapped_column(index=True)
    pid: Mapped[int | None]
    pid_started: Mapped[float | None]
    boot_id: Mapped[str | None]
    lease_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
