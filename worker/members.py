"""This node's parts of attempts whose first machine is another: started, and put right."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from sqlalchemy import select

from backend.core import status
from backend.core.db import Database
from backend.core.models import Attempt, AttemptMember, Job
from backend.core.restarts import LOST, SHUT_DOWN
from backend.core.settings import Settings
from worker import processes
from worker.logs import AttemptLog
from worker.member_record import MemberRecord
from worker.options import WorkerOptions
from worker.processes import Identity
from worker.starting import start_supervisor

logger = logging.getLogger(__name__)

_Key = tuple[str, int, int]  # job, attempt, rank


@dataclass(frozen=True)
class _Part:
    """One that has not ended: whether its attempt has, and who supervises it."""

    key: _Key
    over: bool
    identity: Identity | None

    @property
    def lives(self) -> bool:
        return self.identity is not None and processes.is_alive(self.identity)


class Members:
    """What a tick does for them. Remembers whom it started, until they have registered."""

    def __init__(self, settings: Settings, options: WorkerOptions, database: Database) -> None:
        self._settings = settings
        self._options = options
        self._database = database
        self._started: dict[_Key, float] = {}

    def look_after(self) -> int:
        """Starts supervisors that are due and ends what was left alone; returns how many started.

        Raises what the database raises, OSError, SubprocessError.
        """
        started = 0
        parts = unended(self._database, self._settings)
        self._started = {part.key: self._started.get(part.key, 0.0) for part in parts}
        for part in parts:
            if part.lives:
                continue
            if part.identity is not None or part.over:
                put_right(part, self._database, self._options, LOST)
            elif self._is_due(part.key):
                start_supervisor(self._settings, *part.key)
                self._started[part.key] = time.monotonic()
                started += 1
        return started

    def _is_due(self, key: _Key) -> bool:
        since = self._started[key]
        return not since or time.monotonic() - since > self._options.register_grace_s


def unended(database: Database, settings: Settings) -> list[_Part]:
    """This node's parts that have not ended."""
    query = (
        select(AttemptMember, Job, Attempt)
        .join(Job, Job.id == AttemptMember.job_id)
        .join(
            Attempt,
            (Attempt.job_id == AttemptMember.job_id) & (Attempt.number == AttemptMember.number),
        )
        .where(AttemptMember.node == settings.node_name, AttemptMember.ended_at.is_(None))
    )
    with database.session() as session:
        return [
            _Part(
                key=(member.job_id, member.number, member.rank),
                over=job.attempt != member.number
                or job.status not in status.ACTIVE
                or attempt.ended_at is not None,
                identity=_identity(member),
            )
            for member, job, attempt in session.execute(query)
        ]


def put_right(part: _Part, database: Database, options: WorkerOptions, outcome: str) -> None:
    """Ends the processes of a part that nobody supervises, and says that they are gone."""
    job_id, attempt, rank = part.key
    log = AttemptLog(logger, job_id, attempt)
    marker = processes.marker_value(job_id, attempt, rank)
    left = processes.end_all(lambda: processes.marked(marker), term_s=0, kill_s=options.kill_s)
    if left:
        log.error("processes %s cannot be ended; the part waits", [p.pid for p in left])
        return
    MemberRecord(database, job_id, attempt, rank).end(outcome)
    log.warning("part %d was without supervisor: %s", rank, outcome)


def give_back(database: Database, settings: Settings, options: WorkerOptions) -> None:
    """At a shut-down: every supervisor here was ended on purpose."""
    for part in unended(database, settings):
        put_right(part, database, options, SHUT_DOWN)


def _identity(member: AttemptMember) -> Identity | None:
    if member.pid is None or member.pid_started is None or member.boot_id is None:
        return None
    return Identity(member.pid, member.pid_started, member.boot_id)
