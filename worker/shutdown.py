"""``python -m worker.shutdown [--timeout 8]``: ends all runs and tasks here, to go on later.

For whoever shuts the box down. Each supervisor asks its run for a last checkpoint and gives the
job back to the queue, and so do those of tasks; what is still there shortly before the time is up
is killed and given back from here. The worker must have been stopped before, or it starts new ones.
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

from backend.core import db, status, task_states
from backend.core.models import Attempt, AttemptMember, Job, Task
from backend.core.settings import Settings
from worker import members, processes
from worker.logs import configure
from worker.options import WorkerOptions
from worker.processes import Identity
from worker.reconcile import reconcile
from worker.work.lost import put_right, unattended

log = logging.getLogger(__name__)

_SUPERVISORS = frozenset({"worker.supervise", "worker.work.run"})
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
    """Processes of this studio's runs and tasks: one is ours when its directory is."""
    found = []
    for process, marker in processes.all_marked():
        owner = marker.rpartition(":")[0]
        if owner and owner not in foreign and _is_here(settings, owner):
            found.append(process)
    return found


def _is_here(settings: Settings, owner: str) -> bool:
    return settings.run_dir(owner).is_dir() or settings.task_dir(owner).is_dir()


def _is_supervisor(process: psutil.Process) -> bool:
    try:
        return not _SUPERVISORS.isdisjoint(process.cmdline())
    except psutil.Error:
        return False


def _from_database(settings: Settings) -> tuple[set[str], set[psutil.Process]]:
    """Jobs and tasks of other nodes, and this node's living supervisors; nothing without it.

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
            for task in session.scalars(select(Task).where(Task.state == task_states.RUNNING)):
                if task.node != settings.node_name:
                    foreign.add(task.id)
                elif process := _process_of(task):
                    registered.add(process)
    except (SQLAlchemyError, OSError) as error:
        log.warning("the database is away: %s", error)
    return foreign, registered


def _give_back(settings: Settings) -> None:
    """Jobs and tasks whose supervisor had no time to do so itself."""
    try:
        database, options = db.connect(settings), WorkerOptions()
        reconcile(database, settings, options, shutting_down=True)
        members.give_back(database, settings, options)
        for lost in unattended(database, settings, options, shutting_down=True):
            put_right(lost, database, options)
    except (SQLAlchemyError, OSError) as error:
        log.warning("the next start sees to them, for the database is away: %s", error)


def _process_of(attempt: Attempt | Task) -> psutil.Process | None:
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
