"""Puts right what died: attempts of this node whose supervisor is gone.

Before such a job may start again, every process of the dead attempt is hunted down by the marker
in its environment, or two runs would write into one directory.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from sqlalchemy import and_, select

from backend.core import status
from backend.core.db import Database
from backend.core.errors import StaleAttempt
from backend.core.ids import now
from backend.core.jobs import Failure
from backend.core.models import Attempt, Checkpoint, Job
from backend.core.settings import Settings
from minimind.spec import RunDir
from worker import processes
from worker.ending import Remains, interrupted_stop, judge
from worker.logs import AttemptLog
from worker.options import WorkerOptions
from worker.processes import Identity
from worker.record import AWAY, LOST, SHUT_DOWN, SHUT_DOWN_REASON, AttemptRecord
from worker.tail import log_tail, read_events, read_finished

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Dead:
    """An attempt that nobody supervises."""

    job_id: str
    attempt: int
    offset: int
    stopping: bool
    what: str  # happened, as a clause


def reconcile(
    database: Database, settings: Settings, options: WorkerOptions, *, shutting_down: bool = False
) -> None:
    """Looks after every attempt of this node that should be alive.

    One that cannot be put right is logged and tried again at the next tick; it holds up no other.

    Args:
        shutting_down: every supervisor was ended on purpose: none is on the way, none was lost.
    """
    for dead in _find_dead(database, settings, options, shutting_down):
        log = AttemptLog(logger, dead.job_id, dead.attempt)
        log.warning("%s", dead.what)
        try:
            _put_right(dead, database, settings, options, log, shutting_down=shutting_down)
        except StaleAttempt as error:
            log.info("has ended meanwhile: %s", error)
        except AWAY:
            raise  # for every other attempt too
        except Exception:
            log.exception("cannot be put right now")


def _find_dead(
    database: Database, settings: Settings, options: WorkerOptions, shutting_down: bool
) -> list[_Dead]:
    grace_s = 0 if shutting_down else options.register_grace_s
    query = (
        select(Job, Attempt)
        .join(Attempt, and_(Attempt.job_id == Job.id, Attempt.number == Job.attempt))
        .where(Job.node == settings.node_name, Job.status.in_(status.ACTIVE))
    )
    with database.session() as session:
        return [
            _Dead(
                job.id,
                attempt.number,
                attempt.events_offset,
                job.status == status.STOPPING,
                _what_happened(attempt, shutting_down),
            )
            for job, attempt in session.execute(query)
            if not _is_supervised(attempt, grace_s)
        ]


def _what_happened(attempt: Attempt, shutting_down: bool) -> str:
    if shutting_down:
        return "The studio was shut down"
    if attempt.boot_id not in (None, processes.boot_id()):
        return "The machine was restarted"
    return "The run's supervisor was lost"


def _is_supervised(attempt: Attempt, grace_s: float) -> bool:
    if attempt.pid is None or attempt.pid_started is None or attempt.boot_id is None:
        # It was claimed a moment ago; its supervisor is on the way.
        age = (now() - attempt.started_at).total_seconds()
        return age < grace_s
    return processes.is_alive(Identity(attempt.pid, attempt.pid_started, attempt.boot_id))


def _put_right(
    dead: _Dead,
    database: Database,
    settings: Settings,
    options: WorkerOptions,
    log: AttemptLog,
    *,
    shutting_down: bool,
) -> None:
    """Hunts the attempt's processes, keeps what it wrote, then ends or restarts the job."""
    marker = processes.marker_value(dead.job_id, dead.attempt)
    left = processes.end_all(lambda: processes.marked(marker), term_s=0, kill_s=options.kill_s)
    if left:
        log.error("processes %s cannot be ended; the job waits", [p.pid for p in left])
        return
    record = AttemptRecord(database, settings, dead.job_id, dead.attempt)
    run_dir = RunDir(settings.run_dir(dead.job_id))
    events = run_dir.events(dead.attempt)
    offset = dead.offset
    while (batch := read_events(events, offset)).offset != offset:
        record.ingest(batch)
        offset = batch.offset
    step = record.last_checkpoint_step()
    finished = read_finished(events)
    interrupted = interrupted_stop(dead.what, step)
    if finished is not None and (finished.reason != "stopped" or dead.stopping):
        remains = Remains(finished, None, log_tail(run_dir.log(dead.attempt)), step)
        record.finish(judge(remains))
        log.info("had finished: %s", finished.reason)
    elif shutting_down:
        record.requeue(SHUT_DOWN_REASON, stopped_reason=interrupted, outcome=SHUT_DOWN)
        log.info("given back to the queue for the next start")
    elif not dead.stopping and _lost_in_a_row(database, dead) >= options.max_restarts:
        record.finish(
            Failure(
                "process_lost",
                f"{dead.what} {options.max_restarts + 1} times in a row before the run reached a "
                "new checkpoint. Look at the log of the run and of the machine, then start it "
                "again.",
            )
        )
        log.error("given up")
    else:
        record.requeue(
            f"{dead.what}; the run continues from its last checkpoint.",
            stopped_reason=interrupted,
            outcome=LOST,
        )
        log.info("given back to the queue")


def _lost_in_a_row(database: Database, dead: _Dead) -> int:
    """Attempts before this one that were lost without a new checkpoint, since the last that saved.

    Shut-downs in between neither count nor interrupt the row.
    """
    with database.session() as session:
        saved = set(
            session.scalars(select(Checkpoint.attempt).where(Checkpoint.job_id == dead.job_id))
        )
        if dead.attempt in saved:
            return 0
        earlier = session.scalars(
            select(Attempt)
            .where(Attempt.job_id == dead.job_id, Attempt.number < dead.attempt)
            .order_by(Attempt.number.desc())
        )
        count = 0
        for attempt in earlier:
            if attempt.number in saved or attempt.outcome not in (LOST, SHUT_DOWN):
                break
            count += attempt.outcome == LOST
        return count
