"""Requests that may arrive twice: the same key and the same content give what was stored."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.db import advisory_lock
from backend.core.errors import Conflict
from backend.core.models import Job, Pipeline, Sweep, Task
from minimind.spec import SpecError

MAX_KEY = 255

Keyed = TypeVar("Keyed", Job, Pipeline, Sweep, Task)


def stored(
    session: Session, table: type[Keyed], key: str | None, request_hash: str
) -> Keyed | None:
    """What an earlier request with this key made; None when it is the first, or has no key.

    Holds the key until the transaction ends, so of requests that come at once one is the first.
    Raises SpecError for a key that cannot be kept, Conflict for one that came with another request.
    """
    if key is None:
        return None
    if not 1 <= len(key) <= MAX_KEY or not key.isprintable():
        raise SpecError(
            f"An idempotency key has 1 to {MAX_KEY} printable characters.", field="Idempotency-Key"
        )
    advisory_lock(session, f"idempotency:{table.__tablename__}:{key}")
    known: Any = table
    found = session.scalar(select(table).where(known.idempotency_key == key))
    if found is not None and found.request_hash != request_hash:
        raise Conflict(
            f"The idempotency key {key!r} was used for another request ({found.id}).",
            field="Idempotency-Key",
            remedy="Use a new key for a new request.",
        )
    return found
