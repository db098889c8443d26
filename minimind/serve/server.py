"""The server's run from the first request to a quick end."""

from __future__ import annotations

import asyncio
import logging
import socket

import uvicorn

from minimind.engine import Engine
from minimind.serve.app import create_app
from minimind.serve.pool import ModelPool

_log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Ends every answer under way first, so that their streams close by themselves."""

    def __init__(self, config: uvicorn.Config, engine: Engine, pool: ModelPool) -> None:
        super().__init__(config)
        self._engine, self._pool = engine, pool

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._pool.close()
        await asyncio.to_thread(self._engine.close)
        await super().shutdown(sockets)


def serve(engine: Engine, pool: ModelPool, listener: socket.socket) -> None:
    """Answers until SIGTERM or SIGINT, ends open streams, and then raises that signal again."""
    config = uvicorn.Config(
        create_app(engine, pool),
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
        ws="none",
    )
    _log.info("listening on %s", listener.getsockname())
    Server(config, engine, pool).run(sockets=[listener])
