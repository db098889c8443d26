"""An attempt in the database, as its supervisor reads and writes it; every write is fenced."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from sqlalchemy import exists, func, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from backend.core import hints, jobs, status
from backend.core.db import Database
from backend.core.errors import StaleAttempt
from backend.core.ids import now
from backend.core.ingest import ingest
from backend.core.jobs import Failure
from backend.core.models import Attempt, AttemptMember, Checkpoint, Job, Lease, Node
from backend.core.queue import LEASE_SECONDS
from backend.core.settings import Settings
from minimind.spec import TrainConfig
from minimind.spec.events import Finished
from worker.launch import LOOPBACK, uses_gpus
from worker.logs import AttemptLog
from worker.processes import Identity
from worker.tail import Batch

T = TypeVar("T")

# The database is away (locked, restarting, unreachable): worth another try. Anything else is not.
AWAY = (OperationalError, InterfaceError, PoolTimeoutError)
_HINT_PAUSE_S = 10.0

SHUT_DOWN_REASON = "The studio was shut down; the run continues at the next start."

Word = Literal["stop", "pause"]


@dataclass(frozen=True)
class Assignment:
    """What an attempt is to run on this machine."""

    config: TrainConfig
    processes: int
    gpu_uuids: list[str]
    launcher: str
    nodes: int


@dataclass(frozen=True)
class Member:
    """The part of an attempt that another machine runs, and when it was last heard of."""

    node: str
    rank: int
    ended: bool
    outcome: str | None
    lease_until: datetime
    node_heartbeat: datetime


@dataclass(frozen=True)
class Wish:
    """What somebody asked of the run, if anything, and whether at once.

    ``others``: there are other nodes, which may take the run over.
    """

    word: Word | None
    force: bool = False
    others: bool = False


class AttemptRecord:
    """Reads and writes one attempt's rows. Raises StaleAttempt once a later one took over."""

    def __init__(self, database: Database, settings: Settings, job_id: str, attempt: int) -> None:
        self._database = database
        self._settings = settings
        self.job_id = job_id
        self.attempt = attempt
        self._hint_at = 0.0

    def register(self, identity: Identity) -> int:
        """Makes this process the attempt's supervisor. Returns the events' offset to go on from."""
        with self._database.transaction() as session:
            self._fenced(session)
            row = session.get_one(Attempt, (self.job_id, self.attempt), populate_existing=True)
            known = (row.pid, row.pid_started, row.boot_id)
            mine = (identity.pid, identity.started, identity.boot_id)
            if row.pid is not None and known != mine:
                raise StaleAttempt(f"Attempt {self.attempt} of {self.job_id} has a supervisor.")
            row.pid, row.pid_started, row.boot_id = mine
            return row.events_offset

    def assignment(self) -> Assignment:
        """What to run. Raises SpecError, NotFound."""
        with self._database.session() as session:
            job = jobs.get(session, self.job_id)
            config = jobs.train_config(session, self._settings, job)
            gpu_uuids = _leased_gpus(session, job, self._settings.node_name)
            if not uses_gpus(gpu_uuids):
                config = config.model_copy(update={"device": "cpu"})
            count = job.gpus or job.processes
            return Assignment(config, count, gpu_uuids, job.launcher, job.nodes)

    def wish(self) -> Wish:
        """What somebody asked of the run."""
        with self._database.session() as session:
            job = jobs.get(session, self.job_id)
            status.fence(job, self.attempt)
            word: Word | None = None
            if job.status == status.STOPPING:
                word = "stop"
            elif job.status == status.PAUSING:
                word = "pause"
            others = exists().where(Node.name != self._settings.node_name)
            return Wish(word, job.force, bool(session.scalar(select(others))))

    def say(self, words: str) -> None:
        """Tells people how the job stands, and that the attempt still holds what it holds."""
        with self._database.transaction() as session:
            job = self._fenced(session)
            if job.reason != words:
                job.reason = words
                status.announce(session, job)
            row = session.get_one(Attempt, (self.job_id, self.attempt), populate_existing=True)
            row.lease_until = now() + timedelta(seconds=LEASE_SECONDS)
        self._hint()

    def address(self) -> str:
        """At which other machines reach this one."""
        with self._database.session() as session:
            return session.get_one(Node, self._settings.node_name).address or LOOPBACK

    def meet(self, endpoint: str) -> None:
        """Tells the attempt's other machines where to meet."""
        with self._database.transaction() as session:
            self._fenced(session)
            row = session.get_one(Attempt, (self.job_id, self.attempt), populate_existing=True)
            row.rendezvous = endpoint

    def members(self) -> list[Member]:
        """The attempt's other machines, by rank."""
        query = (
            select(AttemptMember, Node.heartbeat_at)
            .join(Node, Node.name == AttemptMember.node)
            .where(AttemptMember.job_id == self.job_id, AttemptMember.number == self.attempt)
            .order_by(AttemptMember.rank)
        )
        with self._database.session() as session:
            return [
                Member(
                    row.node, row.rank, row.ended_at is not None, row.outcome,
                    row.lease_until, heartbeat,
                )
                for row, heartbeat in session.execute(query)
            ]  # fmt: skip

    def close(self) -> None:
        """Tells the attempt's other machines that it is over."""
        with self._database.transaction() as session:
            self._fenced(session)
            row = session.get_one(Attempt, (self.job_id, self.attempt), populate_existing=True)
            row.ended_at = now()

    def ingest(self, batch: Batch) -> None:
        """Stores a batch of events with its offset; an empty one renews the lease."""
        with self._database.transaction() as session:
            ingest(session, self.job_id, self.attempt, batch.lines, batch.offset)
        if batch.lines:
            self._hint()

    def last_checkpoint_step(self) -> int | None:
        """Step of the job's newest checkpoint, None without one."""
        with self._database.session() as session:
            query = select(func.max(Checkpoint.step)).where(
                Checkpoint.job_id == self.job_id, Checkpoint.removed_at.is_(None)
            )
            return session.scalar(query)

    def finish(
        self,
        ending: Finished | Failure,
        *,
        max_restarts: int,
        cleanup: dict[str, Any] | None = None,
    ) -> None:
        """Ends the attempt, and the job unless it starts again by itself."""
        with self._database.transaction() as session:
            jobs.finish(
                session, self._fenced(session), self.attempt, ending,
                max_restarts=max_restarts, cleanup=cleanup,
            )  # fmt: skip
        self._hint()

    def requeue(
        self,
        reason: str,
        *,
        ended_reason: str,
        outcome: str,
        cleanup: dict[str, Any] | None = None,
    ) -> None:
        """Gives the job back to the queue.

        One that was asked to stop or pause does that instead, with ``ended_reason``.
        """
        with self._database.transaction() as session:
            jobs.requeue(
                session, self._fenced(session), self.attempt, reason,
                ended_reason=ended_reason, outcome=outcome, cleanup=cleanup,
            )  # fmt: skip
        self._hint()

    def _fenced(self, session: Session) -> Job:
        job = jobs.get(session, self.job_id)
        status.lock(session, job)
        status.fence(job, self.attempt)
        return job

    def _hint(self) -> None:
        """Best effort; a Redis that is away must not slow the run's bookkeeping."""
        if time.monotonic() >= self._hint_at and not hints.publish(self._settings):
            self._hint_at = time.monotonic() + _HINT_PAUSE_S


class Patience:
    """Runs database calls that may fail for a while, waiting longer after each failure."""

    def __init__(self, log: AttemptLog, longest_s: float = 5.0) -> None:
        self._log = log
        self._longest_s = longest_s
        self._pause_s = 0.0
        self._again_at = 0.0

    def attempt(self, call: Callable[[], T]) -> tuple[bool, T | None]:
        """(True, the result), or (False, None) while the database is away or it is too early.

        The call must be one transaction, so that doing it again after an unclear end is safe.
        """
        if time.monotonic() < self._again_at:
            return False, None
        try:
            result = call()
        except AWAY as error:
            self._pause_s = min(self._longest_s, max(0.25, self._pause_s * 2))
            self._again_at = time.monotonic() + self._pause_s
            self._log.warning("the database is away, again in %.2f s: %s", self._pause_s, error)
            return False, None
        self._pause_s = self._again_at = 0.0
        return True, result


def _leased_gpus(session: Session, job: Job, node: str) -> list[str]:
    """UUIDs of the GPUs that the job's present attempt holds, by index, on one machine."""
    query = select(Lease).where(Lease.job_id == job.id, Lease.attempt == job.attempt)
    query = query.where(Lease.node == node)
    leases = [lease for lease in session.scalars(query) if lease.resource.startswith("gpu:")]
    if not leases:
        return []
    known = {gpu["index"]: gpu["uuid"] for gpu in session.get_one(Node, node).gpus}
    return [known[index] for index in sorted(int(x.resource.partition(":")[2]) for x in leases)]
