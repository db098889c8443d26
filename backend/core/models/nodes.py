"""Nodes: what they offer, who uses it, how busy and how fast they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.ids import now
from backend.core.models.base import Base, BigId


class Node(Base):
    """A box that runs jobs.

    ``gpus``: a list of {index, uuid, name, memory_bytes, unusable}; the last is null, or says in
    words why the GPU is not handed out now (somebody else's process, a fault).
    """

    __tablename__ = "nodes"

    name: Mapped[str] = mapped_column(primary_key=True)
    gpus: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    cpus: Mapped[int] = mapped_column(default=1)
    memory_bytes: Mapped[int | None] = mapped_column(BigInteger)
    disk_free_bytes: Mapped[int | None] = mapped_column(BigInteger)  # where runs are kept
    address: Mapped[str | None]  # at which other nodes reach it
    usage: Mapped[dict[str, Any] | None]  # the latest ResourceSample's data
    heartbeat_at: Mapped[datetime] = mapped_column(default=now)


class Lease(Base):
    """One resource of a node (``gpu:0``, ``cpu:0``) in use by one attempt."""

    __tablename__ = "leases"

    node: Mapped[str] = mapped_column(primary_key=True)
    resource: Mapped[str] = mapped_column(primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), index=True)
    attempt: Mapped[int]


class ResourceSample(Base):
    """How busy a node, or one job on it, was at a moment."""

    __tablename__ = "resource_samples"
    __table_args__ = (Index(None, "node", "at"), Index(None, "job_id", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    node: Mapped[str]
    job_id: Mapped[str | None]  # None: the whole node
    attempt: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=now)
    data: Mapped[dict[str, Any]]


class Rate(Base):
    """How fast a model trained on a node's devices, measured by a run or a probe."""

    __tablename__ = "rates"
    __table_args__ = (Index(None, "stage", "model", "device"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    job_id: Mapped[str]  # that measured it; it may be deleted meanwhile
    node: Mapped[str]
    device: Mapped[str]  # GPU model, or cpu:<processors>
    stage: Mapped[str]
    model: Mapped[str]
    data: Mapped[dict[str, Any]]
    measured_at: Mapped[datetime] = mapped_column(default=now)
