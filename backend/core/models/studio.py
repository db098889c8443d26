"""The studio's own: credentials, settings, whom it tells of what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.ids import now
from backend.core.models.base import Base, BigId


class AuthToken(Base):
    """A credential, known by its hash only."""

    __tablename__ = "auth_tokens"

    hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class Preference(Base):
    """A setting that is made in the browser."""

    __tablename__ = "preferences"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class Webhook(Base):
    """An address that is told of the ends of jobs."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[str]  # signs what is sent; shown once
    created_at: Mapped[datetime] = mapped_column(default=now)


class Delivery(Base):
    """One message to one webhook: due, sent or given up."""

    __tablename__ = "deliveries"
    __table_args__ = (Index(None, "state", "due_at"), UniqueConstraint("webhook_id", "event_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(BigInteger)  # the job's end in the event stream
    payload: Mapped[dict[str, Any]]
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=now)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
