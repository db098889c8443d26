"""Puts right what died: attempts of this node whose supervisor is gone.

Before such a job may start again, every process of the dead attempt is hunted down by the marker
in its environment, or two runs would write into one directory.
"""

from __future__ import annotations

import logging
import time

import psutil
from sqlalchemy import and_, select

from backend.core import status
from backend.core.db import Database
from backend.core.errors import StaleAttempt
from backend.core.ids import now
from backend.core.models import Attempt, Job
from backend.core.restarts import PROCESS_LOST
from backend.core.settings import Settings
from minimind.spec import RunDir
from worker import processes
from worker.logs import AttemptLog
from worker.options import WorkerOptions
from worker.processes import Identity
from worker.record import AWAY, AttemptRecord
from worker.settling import Dead, settle
from worker.supervisor.cleanup import Cleanup

logger = logging.getLogger(__name__)


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
) -> list[Dead]:
    grace_s = 0 if shutting_down else options.register_grace_s
    query = (
        select(Job, Attempt)
        .join(Attempt, and_(Attempt.job_id == Job.id, Attempt.number == Job.attempt))
        .where(Job.node == settings.node_name, Job.status.in_(status.ACTIVE))
    )
    with database.session() as session:
        return [
            Dead(
                job.id,
                attempt.number,
                attempt.events_offset,
                job.status in (status.STOPPING, status.PAUSING),
                _what_happened(attempt, shutting_down),
                PROCESS_LOST,
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
        return _is_on_the_way(attempt, grace_s)
    return processes.is_alive(Identity(attempt.pid, attempt.pid_started, attempt.boot_id))


def _is_on_the_way(attempt: Attempt, grace_s: float) -> bool:
    """Whether it was claimed a moment ago, so that its supervisor still may register.

    The clock may have been set meanwhile, either way: then a young process of it tells.
    """
    if 0 <= (now() - attempt.started_at).total_seconds() < grace_s:
        return True
    for process in processes.marked(processes.marker_value(attempt.job_id, attempt.number)):
        try:
            if processes.age(process) < grace_s:
                return True
        except psutil.NoSuchProcess:
            continue
    return False


def _put_right(
    dead: Dead,
    database: Database,
    settings: Settings,
    options: WorkerOptions,
    log: AttemptLog,
    *,
    shutting_down: bool,
) -> None:
    """Hunts the attempt's processes, keeps what it wrote, then ends or restarts the job."""
    marker = processes.marker_value(dead.job_id, dead.attempt)
    begin = time.monotonic()
    left = processes.end_all(lambda: processes.marked(marker), term_s=0, kill_s=options.kill_s)
    record = AttemptRecord(database, settings, dead.job_id, dead.attempt)
    if left:
        log.error("processes %s cannot be ended; the job waits", [p.pid for p in left])
        record.say(
            f"{dead.what}, and the system cannot end the run's processes; it waits for them."
        )
        return
    cleanup = Cleanup(0, None, time.monotonic() - begin).row()
    run_dir = RunDir(settings.run_dir(dead.job_id))
    log.info(
        "%s",
        settle(dead, record, run_dir, options, cleanup=cleanup, shutting_down=shutting_down),
    )
