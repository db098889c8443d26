"""Webhooks: which addresses are told of the ends of jobs, and the messages that wait for it.

A message is written in the transaction that ends the job, so neither can be there without the
other; ``worker.deliveries`` sends it afterwards.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from backend.core.errors import Conflict, NotFound
from backend.core.ids import new_id, now, plausible
from backend.core.models import Delivery, Job, Webhook
from minimind.spec import SpecError

DUE, SENT, GIVEN_UP = "due", "sent", "given_up"
MAX_WEBHOOKS = 20
MAX_URL = 2000
TRIED_FOR = timedelta(days=1)
KEPT_FOR = timedelta(days=30)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
_LEASE = timedelta(minutes=2)  # longer than one try may take


def create(session: Session, hosts: tuple[str, ...], url: str) -> Webhook:
    """Stores an address with a new secret. Raises SpecError, and Conflict when there are many."""
    check_url(hosts, url)
    if (session.scalar(select(func.count()).select_from(Webhook)) or 0) >= MAX_WEBHOOKS:
        raise Conflict(f"There are {MAX_WEBHOOKS} webhooks already.", remedy="Delete one first.")
    webhook = Webhook(id=new_id("hook"), url=url, secret=secrets.token_urlsafe(32))
    session.add(webhook)
    session.flush()
    return webhook


def get(session: Session, webhook_id: str) -> Webhook:
    """Raises NotFound."""
    webhook = session.get(Webhook, webhook_id) if plausible(webhook_id) else None
    if webhook is None:
        raise NotFound(f"There is no webhook {webhook_id[:80]!r}.")
    return webhook


def list_webhooks(session: Session) -> list[Webhook]:
    """Oldest first."""
    return list(session.scalars(select(Webhook).order_by(Webhook.created_at, Webhook.id)))


def remove(session: Session, webhook: Webhook) -> None:
    """With what still waits to be sent to it."""
    session.execute(delete(Delivery).where(Delivery.webhook_id == webhook.id))
    session.delete(webhook)
    session.flush()


def last_delivery(session: Session, webhook_id: str) -> Delivery | None:
    """The newest message to a webhook."""
    query = select(Delivery).where(Delivery.webhook_id == webhook_id)
    return session.scalar(query.order_by(Delivery.id.desc()).limit(1))


def check_url(hosts: tuple[str, ...], url: str) -> SplitResult:
    """The parts of an address that may be told of something.

    Args:
        hosts: ``Settings.webhook_hosts``.

    Raises SpecError.
    """
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise SpecError(
            "A webhook needs an address that begins with http:// or https://.", field="url"
        )
    if parts.username is not None or parts.password is not None:
        raise SpecError(
            "The address holds a name or a password.",
            field="url",
            remedy="Leave it out: what is sent is signed with the webhook's secret.",
        )
    if not hosts:
        raise SpecError(
            "This server allows no webhooks.",
            field="url",
            remedy="Name the hosts that they may reach in MINIMIND_WEBHOOK_HOSTS and restart it.",
        )
    if listed(hosts, parts) is None:
        raise SpecError(
            f"{parts.hostname[:200]} is not among the hosts that webhooks may reach.",
            field="url",
            remedy="Add it to MINIMIND_WEBHOOK_HOSTS and restart the server.",
        )
    return parts


def listed(hosts: tuple[str, ...], parts: SplitResult) -> str | None:
    """The entry of ``Settings.webhook_hosts`` that allows an address, the most exact one first."""
    name = (parts.hostname or "").rstrip(".")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    entries = {entry.lower(): entry for entry in hosts}
    for exact in (f"{name}:{port}", f"[{name}]:{port}", name, f"[{name}]"):
        if exact in entries:
            return entries[exact]
    for entry in entries:
        if entry.startswith("*.") and name.endswith(entry[1:]) and len(name) > len(entry) - 1:
            return entry
    return None


def enqueue(session: Session, jobs: Sequence[Job]) -> None:
    """Writes a message of the end of each job for each webhook. A job that ends twice is told of
    twice."""
    hooks = list(session.scalars(select(Webhook.id))) if jobs else []
    rows = [
        {"webhook_id": hook, "event_id": _number(job), "payload": payload(job), "state": DUE}
        for hook in hooks
        for job in jobs
    ]
    if rows:
        session.execute(insert(Delivery), rows)


def payload(job: Job) -> dict[str, Any]:
    """What is told of a job that has ended."""
    progress = job.progress or {}
    seconds = None
    if job.started_at and job.finished_at:
        seconds = round((job.finished_at - job.started_at).total_seconds(), 3)
    return {
        "type": "job.ended",
        "job": {
            "id": job.id,
            "name": job.name,
            "stage": job.stage,
            "model": job.model,
            "status": job.status,
            "cause": job.cause,
            "reason": job.reason,
            "step": progress.get("step"),
            "loss": progress.get("loss"),
            "validation_loss": progress.get("validation_loss"),
            "seconds": seconds,
            "node": job.node,
            "finished_at": job.finished_at.isoformat() if job.finished_at else None,
        },
    }


def any_due(session: Session, at: datetime) -> bool:
    """Whether there is a message to send now."""
    query = select(Delivery.id).where(Delivery.state == DUE, Delivery.due_at <= at)
    return session.scalar(query.limit(1)) is not None


def claim_due(session: Session, at: datetime, limit: int = 20) -> list[tuple[Delivery, Webhook]]:
    """Messages to send now. Nobody else gets them for two minutes; then, if they were neither
    marked sent nor failed (the sender died), they are due again."""
    query = (
        select(Delivery, Webhook)
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .where(Delivery.state == DUE, Delivery.due_at <= at)
        .order_by(Delivery.due_at)
        .limit(limit)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    rows = [(delivery, webhook) for delivery, webhook in session.execute(query)]
    for delivery, _ in rows:
        delivery.tries += 1
        delivery.due_at = at + _LEASE
    session.flush()
    return rows


def settle(session: Session, delivery_id: int, error: str | None, at: datetime) -> None:
    """Notes how a try went: sent, or due again after a pause, for a day in all."""
    delivery = session.get(Delivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.state != DUE:
        return
    delivery.error = error
    if error is None:
        delivery.state = SENT
        return
    pause = min(_FIRST_PAUSE * 2 ** min(delivery.tries - 1, 20), _LONGEST_PAUSE)
    delivery.due_at = at + pause
    if delivery.due_at > delivery.created_at + TRIED_FOR:
        delivery.state = GIVEN_UP


def prune(session: Session, at: datetime) -> None:
    """Forgets messages that were settled long ago."""
    old = (Delivery.state != DUE, Delivery.created_at < at - KEPT_FOR)
    session.execute(delete(Delivery).where(*old))


def _number(job: Job) -> int:
    """Of one end of one job: the same however often it is asked for."""
    end = f"{job.id}:{job.attempt}:{job.status}:{(job.finished_at or now()).isoformat()}"
    return int.from_bytes(hashlib.sha256(end.encode()).digest()[:8]) >> 2


def _split(url: str) -> SplitResult | None:
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises when it is none
    except ValueError:
        return None
    return parts
