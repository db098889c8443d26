"""The part of an attempt that one further machine runs, as its supervisor reads and writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from backend.core import jobs, status
from backend.core.db import Database
from backend.core.errors import StaleAttempt
from backend.core.ids import now
from backend.core.models import Attempt, AttemptMember
from backend.core.queue import LEASE_SECONDS
from worker.processes import Identity


@dataclass(frozen=True)
class Situation:
    """How the attempt stands: over, or not; and where its machines meet, once that is known."""

    over: bool
    rendezvous: str | None


class MemberRecord:
    """Reads and writes one member's row."""

    def __init__(self, database: Database, job_id: str, attempt: int, rank: int) -> None:
        self._database = database
        self.job_id = job_id
        self.attempt = attempt
        self.rank = rank

    def register(self, identity: Identity) -> None:
        """Makes this process the part's supervisor. Raises StaleAttempt when it is too late."""
        with self._database.transaction() as session:
            if _is_over(session, self.job_id, self.attempt):
                raise StaleAttempt(f"Attempt {self.attempt} of {self.job_id} is over.")
            row = self._row(session)
            known = (row.pid, row.pid_started, row.boot_id)
            mine = (identity.pid, identity.started, identity.boot_id)
            if row.ended_at is not None or (row.pid is not None and known != mine):
                raise StaleAttempt(f"Part {self.rank} of {self.job_id} has a supervisor.")
            row.pid, row.pid_started, row.boot_id = mine

    def situation(self) -> Situation:
        """How the attempt stands."""
        with self._database.session() as session:
            attempt = session.get_one(Attempt, (self.job_id, self.attempt))
            over = _is_over(session, self.job_id, self.attempt)
            return Situation(over, attempt.rendezvous)

    def renew(self) -> None:
        """Says that this part is alive."""
        with self._database.transaction() as session:
            self._row(session).lease_until = now() + timedelta(seconds=LEASE_SECONDS)

    def end(self, outcome: str) -> None:
        """Says that no process of this part is left."""
        with self._database.transaction() as session:
            row = self._row(session)
            row.ended_at, row.outcome = now(), outcome

    def _row(self, session: Session) -> AttemptMember:
        key = (self.job_id, self.attempt, self.rank)
        return session.get_one(AttemptMember, key, with_for_update=True, populate_existing=True)


def _is_over(session: Session, job_id: str, attempt: int) -> bool:
    job = jobs.get(session, job_id)
    closed = session.get_one(Attempt, (job_id, attempt)).ended_at is not None
    return job.attempt != attempt or job.status not in status.ACTIVE or closed
