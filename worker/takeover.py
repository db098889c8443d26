"""Attempts of other nodes that were lost go on: whoever notices gives the job back to the queue.

The lost node may only be out of reach, with its run still going. It cannot write into the database
any more (every write is fenced by the attempt's number), and its supervisor ends the run by itself
before it is taken over (``worker.supervisor.isolation``).
"""

from __future__ import annotations

import logging

from sqlalchemy import and_, select

from backend.core import status
from backend.core.db import Database
from backend.core.errors import StaleAttempt
from backend.core.models import Attempt, Job, Node
from backend.core.restarts import NODE_LOST
from backend.core.settings import Settings
from minimind.spec import RunDir
from worker.logs import AttemptLog
from worker.lost import Heartbeats, LostAttempts
from worker.options import WorkerOptions
from worker.record import AttemptRecord
from worker.settling import Dead, settle

logger = logging.getLogger(__name__)

_GAPS = 10  # ticks without a look after which it begins to watch anew


class Takeover:
    """Watches the other nodes' attempts from tick to tick."""

    def __init__(self, settings: Settings, options: WorkerOptions, database: Database) -> None:
        self._settings = settings
        self._options = options
        self._database = database
        self._lost = LostAttempts(options.node_lost_s, gap_s=_GAPS * options.tick_s)

    def look_after(self) -> None:
        """Gives back the jobs of attempts that are lost. Raises what the database raises."""
        found = self._under_way()
        for key in self._lost.look({key: beats for key, (beats, _) in found.items()}):
            dead = found[key][1]
            log = AttemptLog(logger, dead.job_id, dead.attempt)
            log.warning("%s", dead.what)
            record = AttemptRecord(self._database, self._settings, dead.job_id, dead.attempt)
            run_dir = RunDir(self._settings.run_dir(dead.job_id))
            try:
                log.info("%s", settle(dead, record, run_dir, self._options, cleanup=None))
            except StaleAttempt as error:
                log.info("was seen to by another node: %s", error)

    def _under_way(self) -> dict[tuple[str, int], tuple[Heartbeats, Dead]]:
        """Attempts whose first machine is another, and what is to be done if they are lost."""
        query = (
            select(Job, Attempt, Node.heartbeat_at)
            .join(Attempt, and_(Attempt.job_id == Job.id, Attempt.number == Job.attempt))
            .join(Node, Node.name == Job.node)
            .where(Job.node != self._settings.node_name, Job.status.in_(status.ACTIVE))
        )
        with self._database.session() as session:
            return {
                (job.id, attempt.number): (
                    Heartbeats(heartbeat, attempt.lease_until),
                    Dead(
                        job.id,
                        attempt.number,
                        attempt.events_offset,
                        job.status in (status.STOPPING, status.PAUSING),
                        f"The machine {job.node} was not heard of for "
                        f"{self._options.node_lost_s:.0f} s",
                        NODE_LOST,
                    ),
                )
                for job, attempt, heartbeat in session.execute(query)
            }
