"""The Celery app of a node: short wake-ups by message, and a timer that needs no messages."""

from __future__ import annotations

from typing import Any

from celery import Celery, bootsteps

from backend.core.settings import Settings
from worker.timer import Timer

# Wake-ups only say "look at the table": losing one costs a timer's period, repeating one nothing.
# So they are acknowledged early; a late acknowledgement would be delivered again after an hour.
CELERY_SETTINGS: dict[str, Any] = {
    "task_serializer": "json",
    "result_serializer": "json",
    "accept_content": ["json"],
    "task_acks_late": False,
    "task_ignore_result": True,
    "task_store_errors_even_if_ignored": False,
    "worker_prefetch_multiplier": 1,
    "worker_hijack_root_logger": False,
    "worker_redirect_stdouts": False,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,  # Redis may be away for as long as it likes
    "include": ["worker.tasks"],
}


def queue_name(node: str) -> str:
    """The queue on which a node hears wake-ups."""
    return f"wake.{node}"


class TimerStep(bootsteps.StartStopStep):
    """Runs the timer beside the worker, from before it first connects to Redis."""

    requires = ("celery.worker.components:Pool",)  # and the consumer, which connects, comes last

    def __init__(self, parent: Any, **kwargs: Any) -> None:
        super().__init__(parent, **kwargs)
        self.timer: Timer | None = None

    def start(self, parent: Any) -> None:
        self.timer = Timer()
        self.timer.start()

    def stop(self, parent: Any) -> None:
        if self.timer:
            self.timer.stop()

    # An abrupt end takes the same way: a tick is short.
    terminate = stop


def _create_app(settings: Settings) -> Celery:
    """The app for one node's settings."""
    app = Celery("minimind", broker=settings.celery_broker_url)
    app.conf.update(CELERY_SETTINGS, task_default_queue=queue_name(settings.node_name))
    steps: Any = app.steps  # declared as None on the class
    steps["worker"].add(TimerStep)
    return app


app = _create_app(Settings())
