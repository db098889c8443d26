"""``python -m worker.shutdown [--timeout 8]``: ends every run of this node, to go on later.

For whoever shuts the box down. Each supervisor asks its run for a last checkpoint and gives the
job back to the queue; what is still there shortly before the time is up is killed and its job
given back from here. The worker must have been stopped before, or it starts new ones.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from contextlib import suppress

import psutil
from sqlalchemy import and_, select
from sqlalchemy.exc import SQLAlchemyError

from backend.core import db, status
from backend.core.models import Attempt, AttemptMember, Job
from backend.core.settings import Settings
from worker import members, processes
from worker.logs import configure
from worker.options import WorkerOptions
from worker.processes import Identity
from worker.reconcile import reconcile

log = logging.getLogger(__name__)

_KILL_S = 1.0  # of the time at hand, kept for killing what did not end


def shut_down(settings: Settings, timeout_s: float) -> bool:
    """Ends supervisors, then whatever they left. True when nothing of this node's runs is left."""
    deadline = time.monotonic() + timeout_s
    foreign, registered = _from_database(settings)
    supervisors = {process for process in _runs(settings, foreign) if _is_supervisor(process)}
    supervisors |= registered
    for process in supervisors:
        log.info("asks supervisor %d to end", process.pid)
        _terminate(process)
    while time.monotonic() < deadline - _KILL_S and any(_lives(p) for p in supervisors):
        time.sleep(0.05)
    left = processes.end_all(
        lambda: [*_runs(settings, foreign), *filter(_lives, registered)],
        term_s=0,
        kill_s=max(_KILL_S, deadline - time.monotonic()),
    )
    for process in left:
        log.error("process %d cannot be ended", process.pid)
    _give_back(settings)
    return not left


def _runs(settings: Settings, foreign: set[str]) -> list[psutil.Process]:
    """Processes of this studio's runs: a job is ours when its run directory is."""
    found = []
    for process, marker in processes.all_marked():
        job_id = marker.rpartition(":")[0]
        if job_id and job_id not in foreign and settings.run_dir(job_id).is_dir():
            found.append(process)
    return found


def _is_supervisor(process: psutil.Process) -> bool:
    try:
        return "worker.supervise" in process.cmdline()
    except psutil.Error:
        return False


def _from_database(settings: Settings) -> tuple[set[str], set[psutil.Process]]:
    """Jobs that run on other nodes, and this node's living supervisors; nothing without it.

    The search among the processes finds the same ones, but a process may hide its environment.
    """
    query = (
        select(Job, Attempt)
        .join(Attempt, and_(Attempt.job_id == Job.id, Attempt.number == Job.attempt))
        .where(Job.status.in_(status.ACTIVE))
    )
    has_part = select(AttemptMember.job_id).where(
        AttemptMember.node == settings.node_name, AttemptMember.ended_at.is_(None)
    )
    foreign: set[str] = set()
    registered: set[psutil.Process] = set()
    try:
        with db.connect(settings).session() as session:
            here = set(session.scalars(has_part))
            for job, attempt in session.execute(query):
                if job.id in here:
                    continue  # found among the processes
                if job.node != settings.node_name:
                    foreign.add(job.id)
                elif process := _process_of(attempt):
                    registered.add(process)
    except (SQLAlchemyError, OSError) as error:
        log.warning("the database is away: %s", error)
    return foreign, registered


def _give_back(settings: Settings) -> None:
    """Jobs whose supervisor had no time to do so itself."""
    try:
        database, options = db.connect(settings), WorkerOptions()
        reconcile(database, settings, options, shutting_down=True)
        members.give_back(database, settings, options)
    except (SQLAlchemyError, OSError) as error:
        log.warning("the next start sees to the jobs, for the database is away: %s", error)


def _process_of(attempt: Attempt) -> psutil.Process | None:
    if attempt.pid is None or attempt.pid_started is None or attempt.boot_id is None:
        return None
    identity = Identity(attempt.pid, attempt.pid_started, attempt.boot_id)
    try:
        return psutil.Process(attempt.pid) if processes.is_alive(identity) else None
    except psutil.NoSuchProcess:
        return None


def _terminate(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.terminate()


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def main() -> int:
    """0 when nothing is left, else 1."""
    parser = argparse.ArgumentParser(prog="python -m worker.shutdown", description=__doc__)
    parser.add_argument("--timeout", type=float, default=8.0, help="seconds in all (8)")
    arguments = parser.parse_args()
    configure()
    os.environ.setdefault("PGCONNECT_TIMEOUT", "2")  # a database that is away must not cost more
    return 0 if shut_down(Settings(), arguments.timeout) else 1


if __name__ == "__main__":
    sys.exit(main())
