"""Log lines of the worker: time, level, what, and the job and attempt they are about."""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from typing import Any

FORMAT = "%(asctime)s %(levelname)s %(name)s[%(process)d] %(message)s"


def configure() -> None:
    """Writes to standard error, which the process manager or the starter sends to a file."""
    logging.basicConfig(format=FORMAT, level=logging.INFO)
    # Every migration check and every query is not worth a line.
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


class AttemptLog(logging.LoggerAdapter[logging.Logger]):
    """Puts ``job=... attempt=...`` before each message."""

    def __init__(self, logger: logging.Logger, job_id: str, attempt: int) -> None:
        super().__init__(logger, {})
        self._prefix = f"job={job_id} attempt={attempt}"

    def process(
        self, msg: Any, kwargs: MutableMapping[str, Any]
    ) -> tuple[Any, MutableMapping[str, Any]]:
        return f"{self._prefix} {msg}", kwargs
