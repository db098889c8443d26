"""Wake-ups by message. They say "look at the table now" and nothing else."""

from __future__ import annotations

from typing import Final

from celery import Celery

from backend.core.settings import Settings

WAKE_TASK: Final = "worker.wake"  # jobs and all else, on each node's own queue
WORK_TASK: Final = "worker.work"  # tasks, on the queue that every node listens to
CPU_QUEUE: Final = "cpu"
SOCKET_SECONDS: Final = 1.0
_EXPIRES_S = 60


def celery_producer(settings: Settings) -> Celery:
    """Sends tasks by name; gives up after one short try."""
    celery = Celery("minimind-api", broker=settings.celery_broker_url, set_as_current=False)
    celery.conf.update(
        task_ignore_result=True,
        task_serializer="json",
        broker_connection_timeout=SOCKET_SECONDS,
        broker_connection_retry=False,
        broker_transport_options={
            "socket_connect_timeout": SOCKET_SECONDS,
            "socket_timeout": SOCKET_SECONDS,
            "retry_on_timeout": False,
            "max_retries": 0,
        },
        task_publish_retry=False,
    )
    return celery


def wake(celery: Celery, node: str) -> None:
    """Makes one node look at everything."""
    celery.send_task(WAKE_TASK, queue=f"wake.{node}", retry=False, expires=_EXPIRES_S)


def wake_for_tasks(celery: Celery) -> None:
    """Makes whichever node hears it first look for tasks."""
    celery.send_task(WORK_TASK, queue=CPU_QUEUE, retry=False, expires=_EXPIRES_S)
