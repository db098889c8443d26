"""``python -m worker.supervise --job J --attempt N``: watches over one attempt until it has ended.

It belongs to nobody: Celery, the API and the broker may die and come back while it goes on. What
it knows is in the run directory and the database, so its own death costs nothing but the run's
work since the last checkpoint; the node's next tick sees to that.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys

from backend.core import db
from backend.core.settings import Settings
from worker import processes
from worker.logs import configure
from worker.member_record import MemberRecord
from worker.options import WorkerOptions
from worker.record import AttemptRecord
from worker.supervisor.attempt import Supervisor
from worker.supervisor.member import MemberSupervisor


def main() -> int:
    """Supervises the attempt named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m worker.supervise", description=__doc__)
    parser.add_argument("--job", required=True)
    parser.add_argument("--attempt", required=True, type=int)
    parser.add_argument("--rank", default=0, type=int, help="of this machine in the attempt (0)")
    arguments = parser.parse_args()
    configure()
    settings, options = Settings(), WorkerOptions()
    processes.become_subreaper()
    # libpq would wait minutes for a host that does not answer.
    os.environ.setdefault("PGCONNECT_TIMEOUT", "5")
    database = db.connect(settings)
    record = AttemptRecord(database, settings, arguments.job, arguments.attempt)
    if arguments.rank:
        member = MemberRecord(database, arguments.job, arguments.attempt, arguments.rank)
        supervisor = MemberSupervisor(settings, options, record, member)
    else:
        supervisor = Supervisor(settings, options, database, record)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, supervisor.request_shutdown)
    supervisor.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
