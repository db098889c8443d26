"""The queue as people look at it: in order, with why each job waits at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from backend.core.ids import now
from backend.core.models import Job
from backend.core.queue import Policy, front_of
from backend.core.scheduling import load
from backend.core.scheduling.boxes import Holder
from backend.core.scheduling.outlook import Outlook, outlook

COLUMNS = (
    "id", "name", "kind", "stage", "model", "gpus", "nodes", "wanted_node", "wanted_gpu",
    "priority", "held", "reason", "created_at",
)  # fmt: skip

_NOTHING_NEW = Outlook(None)


@dataclass(frozen=True)
class Waiting:
    """A queued job.

    Attributes:
        job: the columns ``COLUMNS`` of its row.
        place: 1 for the first of the queue.
        reason: why it waits, in words.
        starts_in: seconds until it is expected to start, None when nobody knows.
        behind: the jobs that must end first, of one that comes next.
        seen_at: the moment that all this was true.
    """

    job: Row[*tuple[Any, ...]]
    place: int
    reason: str | None
    starts_in: float | None
    behind: tuple[Holder, ...]
    seen_at: datetime

    def moment(self, seconds: float | None) -> datetime | None:
        """So many seconds after ``seen_at``."""
        return None if seconds is None else self.seen_at + timedelta(seconds=seconds)


def length(session: Session) -> int:
    """How many jobs wait."""
    return session.scalar(select(func.count()).select_from(Job).where(*load.queued())) or 0


def waiting(session: Session, policy: Policy, *, limit: int, offset: int = 0) -> list[Waiting]:
    """A piece of the queue, in order.

    Of the first jobs that could start the words are those of this moment, also when no worker is
    there to store them; of others, what is stored.
    """
    moment = now()
    seen = outlook(front_of(session, policy), load.boxes(session), backfill=policy.backfill)
    columns = [getattr(Job, name) for name in COLUMNS]
    query = select(*columns).where(*load.queued()).order_by(*load.ORDER)
    found: list[Waiting] = []
    for place, row in enumerate(session.execute(query.limit(limit).offset(offset)), offset + 1):
        view = seen.get(row.id, _NOTHING_NEW)
        reason = view.reason or row.reason
        found.append(Waiting(row, place, reason, view.starts_in, view.behind, moment))
    return found
