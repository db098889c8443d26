"""``python -m backend.api``: serves the API at ``--host`` and ``--port``.

Where they are left out, MINIMIND_HOST and MINIMIND_PORT say so, else 127.0.0.1:8000.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from backend.api.app import create_app
from backend.api.schema import SchemaOutdated, check_schema
from backend.core.db import connect
from backend.core.settings import Settings


class _Server(uvicorn.Server):
    """Ends the endless event streams at once when it is asked to stop."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        stream = getattr(self._app.state, "stream", None)
        if stream is not None:
            stream.close_soon()


def _database_problem(settings: Settings) -> str | None:
    """Why the database cannot be served, in one sentence; None when it can."""
    try:
        database = connect(settings)
        try:
            check_schema(database)
        finally:
            database.close()
    except SchemaOutdated as error:
        return str(error)
    except (OSError, SQLAlchemyError) as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        return f"The database cannot be opened: {reason}"
    return None


def main() -> int:
    """Serves until SIGINT or SIGTERM; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m backend.api", description=__doc__)
    parser.add_argument("--host", default=os.environ.get("MINIMIND_HOST", "127.0.0.1"))
    # A string default goes through ``type`` too, so a bad variable is refused like a bad option.
    parser.add_argument("--port", type=int, default=os.environ.get("MINIMIND_PORT", "8000"))
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("httpx", "httpcore", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        settings = Settings()
    except ValidationError as error:
        print(f"A MINIMIND_ variable is wrong: {error}", file=sys.stderr)
        return 2
    if problem := _database_problem(settings):
        print(problem, file=sys.stderr)
        return 1
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=arguments.host,
        port=arguments.port,
        http="h11",
        ws="none",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        timeout_keep_alive=30,
        log_config=None,
    )
    server = _Server(config, app)
    # What was loaded stays: to look through it again and again would hold up requests. And a list
    # of jobs is thousands of objects, none of them in a cycle: look for those less often.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    sys.setswitchinterval(0.001)  # a thread that computes an answer soon lets the event loop go on
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
