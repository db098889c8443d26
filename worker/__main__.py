"""``python -m worker``: this node's Celery worker with the options it needs."""

from __future__ import annotations

from backend.core.settings import Settings
from backend.core.waking import CPU_QUEUE
from worker.app import app, queue_name
from worker.logs import configure


def main() -> None:
    """Runs until SIGTERM. Running trainings are not its children and go on."""
    settings = Settings()
    settings.create_directories()
    configure()
    app.worker_main(
        [
            "worker",
            # A wake-up takes milliseconds and only one at a time gets past the node's lock: threads
            # do, start and end faster than processes, and nothing is ever forked.
            "--pool", "threads",
            "--concurrency", "1",
            "--queues", f"{queue_name(settings.node_name)},{CPU_QUEUE}",
            "--hostname", f"minimind@{settings.node_name}",
            "--loglevel", "INFO",
            # One worker a node and no monitor: nothing to gossip about.
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )  # fmt: skip


if __name__ == "__main__":
    main()
