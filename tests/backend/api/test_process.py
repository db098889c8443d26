"""The API as a process: it starts, refuses to start, and stops, in words and in time."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import redis
from fastapi.testclient import TestClient

from backend.api.app import create_app
from backend.api.notify import Notifier
from backend.api.stream import Pace
from backend.core import hints
from tests.backend.api.events import listening, points, take
from tests.backend.api.studio import Server, Studio, metric, started


def start(studio: Studio, log: Path, port: str = "0") -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "MINIMIND_DATA_DIR": str(studio.settings.data_dir),
        "MINIMIND_RUNTIME_DIR": str(studio.settings.runtime_dir),
        "MINIMIND_HOST": "127.0.0.1",
        "MINIMIND_PORT": port,
    }
    environment.pop("REDIS_URL", None)
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "backend.api"], env=environment, stdout=file, stderr=file
        )


def address(process: subprocess.Popen[bytes], log: Path) -> str:
    while "running on " not in log.read_text():
        assert process.poll() is None, log.read_text()
        time.sleep(0.02)
    return log.read_text().split("running on ")[1].split()[0]


def test_sigterm_ends_it_at_once_with_streams_open(studio: Studio, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = start(studio, log)
    try:
        server = address(process, log)
        with listening(server, studio.bearer) as blocks:
            next(blocks)
            process.send_signal(signal.SIGTERM)
            list(blocks)  # the stream ends whole, not by a broken connection
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)
        assert "Traceback" not in log.read_text() and "exceeded" not in log.read_text()
    finally:
        process.kill()


def test_a_database_that_was_not_migrated_is_refused_in_one_sentence(
    studio: Studio, tmp_path: Path
) -> None:
    for change, words in (
        ("DELETE FROM alembic_version", "scripts/up"),
        ("INSERT INTO alembic_version VALUES ('ffff')", "newer version"),
    ):
        with studio.database.engine.begin() as connection:
            connection.exec_driver_sql(change)
        log = tmp_path / "log"
        process = start(studio, log)
        try:
            assert process.wait(timeout=30) not in (0, None)
        finally:
            process.kill()
        assert words in log.read_text()
        assert "Traceback" not in log.read_text()


def test_a_busy_port_is_refused_in_words(studio: Studio, server: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = start(studio, log, server.rsplit(":", 1)[1])
    try:
        assert process.wait(timeout=30) not in (0, None)
    finally:
        process.kill()
    assert "address already in use" in log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_redis_that_hangs_delays_nobody(studio: Studio, tmp_path: Path) -> None:
    """It takes connections and never answers."""
    path = studio.settings.runtime_dir / "valkey.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
        dead.listen(100)
        studio.add_node()
        done = threading.Event()

        def submit() -> None:
            app = create_app(studio.settings)
            with TestClient(app, base_url="http://localhost", headers=studio.bearer) as client:
                dataset = studio.add_dataset().id
                for _ in range(20):
                    body = {"stage": "pretrain", "model": "nano", "dataset": dataset}
                    assert client.post("/api/jobs", json=body).status_code == 201
                done.set()

        thread = threading.Thread(target=submit)
        thread.start()
        # Twenty waits for a dead server would take longer than this.
        assert done.wait(timeout=15)
        thread.join()


def test_a_change_wakes_living_workers_and_listeners(studio: Studio, valkey: str) -> None:
    settings = studio.settings.model_copy(update={"redis_url": valkey})
    studio.add_node("box-a")
    listener = hints.Listener(settings)
    listener.wait(0.2)  # subscribed now
    notifier = Notifier(settings, studio.database)
    notifier.changed()
    assert listener.wait(20)
    notifier.close()
    listener.close()
    client = redis.Redis.from_url(valkey)
    assert client.llen("wake.box-a") == 1
    message = client.lindex("wake.box-a", 0)
    assert isinstance(message, bytes) and b'"task": "worker.wake"' in message
    client.close()


def test_a_hint_brings_news_at_once(studio: Studio, valkey: str) -> None:
    """The stream looks by itself only every minute here, so the hint must have woken it."""
    settings = studio.settings.model_copy(update={"redis_url": valkey})
    studio.add_node()
    studio.add_job()
    run = studio.claim()
    studio.report(*run, started())
    with (
        Server(create_app(settings, pace=Pace(poll=60, rest=0))) as server,
        listening(server, studio.bearer) as blocks,
    ):
        next(blocks)
        client = redis.Redis.from_url(valkey)
        while client.pubsub_numsub(hints.CHANNEL)[0][1] == 0:
            time.sleep(0.01)
        studio.report(*run, metric(1))
        hints.publish(settings)
        assert points(take(blocks, lambda t: len(points(t)) == 1)) == [1]
        client.close()
