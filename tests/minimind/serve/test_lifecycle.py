"""The server over time: models come and go, crowds arrive, it is told to stop."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest


def ask(model: str, **changes: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": "Hello"}]
    return {"model": model, "messages": messages, "max_tokens": 16, "seed": 5, **changes}


def endless(model: str) -> dict[str, Any]:
    """The likeliest tokens of random weights soon go round in a circle."""
    return ask(model, max_tokens=100_000, temperature=0, stream=True)


def answer(client: httpx.Client, body: dict[str, Any]) -> str:
    response = client.post("/v1/chat/completions", json=body)
    assert response.status_code == 200, response.text
    return response.json()["choices"][0]["message"]["content"]


def residents(client: httpx.Client) -> list[str]:
    return [model["id"] for model in client.get("/v1/models").json()["data"]]


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def server(start_server, new_checkpoint, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One that keeps two models of a root with five, with room for long answers."""
    root = tmp_path_factory.mktemp("models")
    for number in range(5):
        new_checkpoint(root / f"m{number}", seed=number)
    with tempfile.TemporaryDirectory() as folder:
        one = start_server(root, Path(folder), "--max-models", "2", "--max-length", "32768")
        yield one.wait()
        one.stop()


def test_many_who_want_the_same_model_load_it_once(server) -> None:
    async def together() -> list[int]:
        async with server.async_client() as client:
            posts = [client.post("/v1/chat/completions", json=ask("m3")) for _ in range(8)]
            return [response.status_code for response in await asyncio.gather(*posts)]

    assert asyncio.run(together()) == [200] * 8
    assert server.log.read_text().count("loaded m3 ") == 1


def test_the_least_recently_used_model_leaves(server) -> None:
    with server.client() as client:
        answer(client, ask("m0"))
        answer(client, ask("m1"))
        answer(client, ask("./m0/"))  # another spelling of the same
        answer(client, ask("m2"))
        assert residents(client) == ["m2", "m0"]


def test_a_model_that_answers_stays(server) -> None:
    with server.client() as client:
        with (
            client.stream("POST", "/v1/chat/completions", json=endless("m0")) as first,
            client.stream("POST", "/v1/chat/completions", json=endless("m1")) as second,
        ):
            lines = first.iter_lines(), second.iter_lines()  # httpx hangs up when they go
            assert all("role" in next(each) for each in lines)
            refused = client.post("/v1/chat/completions", json=ask("m2"))
            assert refused.status_code == 503
            assert refused.headers["retry-after"]
            assert refused.json()["error"]["code"] == "models_busy"
        wait_until(lambda: server.load()["running"] == 0)
        assert answer(client, ask("m2"))


def test_a_checkpoint_replaced_or_deleted_on_disk(server, new_checkpoint) -> None:
    path = server.root / "m4"
    with server.client() as client:
        before = answer(client, ask("m4"))
        with client.stream("POST", "/v1/chat/completions", json=endless("m4")) as stream:
            lines = stream.iter_lines()
            assert "role" in next(lines)
            shutil.rmtree(path)
            new_checkpoint(path, seed=9)
            assert answer(client, ask("m4")) != before
            # Who began on the old one finishes on it.
            assert any("content" in next(lines) for _ in range(10))
        shutil.rmtree(path)
        assert client.post("/v1/chat/completions", json=ask("m4")).status_code == 404
        assert "m4" not in residents(client)


def test_a_crowd_is_refused_in_words_and_hurts_nobody(server) -> None:
    async def crowd() -> list[httpx.Response]:
        async with server.async_client() as client:
            alone = (await client.post("/v1/chat/completions", json=ask("m1"))).json()
            body = ask("m1", max_tokens=32)
            posts = [client.post("/v1/chat/completions", json=body) for _ in range(110)]
            mine = client.post("/v1/chat/completions", json=ask("m1"))
            first, *others = await asyncio.gather(mine, *posts)
            assert first.json()["choices"] == alone["choices"]
            return others

    responses = asyncio.run(crowd())
    refused = [response for response in responses if response.status_code != 200]
    assert refused
    assert len(refused) < 110
    for response in refused:
        assert response.status_code == 429
        assert int(response.headers["retry-after"]) >= 1
        assert response.json()["error"]["code"] == "queue_full"
        assert response.json()["error"]["type"] == "rate_limit_error"
    assert len({r.text.split('"choices"')[1] for r in responses if r.status_code == 200}) == 1
    with server.client() as client:
        assert answer(client, ask("m1"))


def test_told_to_stop_it_ends_open_streams_and_leaves_nothing(
    start_server, models_root: Path, short_path: Path
) -> None:
    server = start_server(models_root, short_path, "--max-length", "32768").wait()
    model = "job-a/checkpoints/step-1"
    with server.client() as client:
        with client.stream("POST", "/v1/chat/completions", json=endless(model)) as stream:
            lines = stream.iter_lines()
            next(lines)
            server.process.send_signal(signal.SIGTERM)
            last = [line for line in lines if line][-1]
        assert '"code":"unavailable"' in last  # said, not cut off
    assert server.process.wait(20) == 0
    assert not server.socket.exists()


def test_the_socket_is_private_and_a_dead_one_is_replaced(
    start_server, models_root: Path, short_path: Path
) -> None:
    killed = start_server(models_root, short_path).wait()
    assert stat.S_IMODE(killed.socket.stat().st_mode) == 0o600
    rival = start_server(models_root, short_path)
    assert rival.process.wait(60) == 2
    assert "Another engine answers" in rival.log.read_text()
    assert killed.load() == {"running": 0, "waiting": 0}  # unharmed by its rival
    killed.stop(signal.SIGKILL)
    assert killed.socket.exists()
    start_server(models_root, short_path).wait()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--models-root", "/nowhere", "--port", "1"], "/nowhere is no directory"),
        (["--models-root", ".", "--port", "1", "--max-models", "0"], "at least 1"),
        (["--models-root", ".", "--uds", "x" * 200], "longer than 107 bytes"),
        (["--models-root", ".", "--port", "busy"], "cannot be used"),
    ],
)
def test_mistakes_on_the_command_line(run_server, options: list[str], words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        done = run_server([port if option == "busy" else option for option in options])
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
