"""``python -m worker.work.run --task T --try N``: looks after one try of a task until it has ended.

It belongs to nobody: Celery, the API and the broker may die and come back while it goes on. What
the work knows is in the task's folder, so this one's death costs little: the node's next tick sees
to it.
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
from worker.options import WorkerOptions
from worker.work.record import TaskRecord
from worker.work.runner import Runner


def main() -> int:
    """Looks after the try named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m worker.work.run", description=__doc__)
    parser.add_argument("--task", required=True)
    parser.add_argument("--try", required=True, type=int, dest="number")
    arguments = parser.parse_args()
    configure()
    settings = Settings()
    processes.become_subreaper()
    # libpq would wait minutes for a host that does not answer.
    os.environ.setdefault("PGCONNECT_TIMEOUT", "5")
    record = TaskRecord(db.connect(settings), settings, arguments.task, arguments.number)
    runner = Runner(settings, WorkerOptions(), record)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, runner.request_shutdown)
    runner.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
