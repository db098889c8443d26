"""A download as a process of its own, as workers start it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from minimind.hub.request import HubFile
from tests.minimind.hub.fake_hub import COMMIT, REPOSITORY, FakeHub

CONTENT = b"".join(b'{"text": "row number %d"}\n' % number for number in range(20_000))


@pytest.fixture
def start(
    hub: FakeHub, asked_for: Callable[..., HubFile], tmp_path: Path
) -> Callable[..., subprocess.Popen[bytes]]:
    """Starts the work, again in the same folder if it was started before."""
    hub.add("large.jsonl", CONTENT)

    def run(**options: Any) -> subprocess.Popen[bytes]:
        request = {"kind": "download", **asked_for(**options).model_dump(mode="json")}
        (tmp_path / "request.json").write_text(json.dumps(request))
        with (tmp_path / "log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "minimind.work", str(tmp_path)], stdout=log, stderr=log
            )

    return run


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.kill()
        process.wait()


def wait_for_bytes(folder: Path, least: int) -> None:
    """Until so many are here."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            told = json.loads((folder / "progress.json").read_text())
        except FileNotFoundError:
            told = {"activity": "", "done": 0}
        if told["activity"].startswith("Downloading") and told["done"] >= least:
            return
        time.sleep(0.02)
    raise AssertionError(f"nothing came: {(folder / 'log').read_text()}")


def test_the_file_becomes_a_dataset_that_says_where_it_comes_from(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    assert start().wait(60) == 0, (tmp_path / "log").read_text()
    made = json.loads((tmp_path / "result.json").read_text())
    assert (made["kind"], made["rows"], made["errors"]) == ("text", 20_000, 0)
    assert (tmp_path / "data.jsonl").read_bytes() == CONTENT
    for part in (REPOSITORY, "large.jsonl", COMMIT, made["sha256"]):
        assert part in made["notes"][0]


@pytest.mark.parametrize("how", ["file", "signal"])
def test_it_leaves_at_once_when_it_is_told_to_even_in_a_silent_line(
    hub: FakeHub, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, how: str
) -> None:
    hub.stalls_after = 50_000
    process = start()
    with ended(process):
        wait_for_bytes(tmp_path, 40_000)
        if how == "file":
            (tmp_path / "stop").touch()
        else:
            process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 3


def test_a_killed_one_goes_on_where_it_was(
    hub: FakeHub, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    hub.stalls_after = 100_000
    process = start()
    with ended(process):
        wait_for_bytes(tmp_path, 90_000)
    before = len(hub.asked("store"))
    hub.stalls_after = None
    assert start().wait(60) == 0, (tmp_path / "log").read_text()
    [note] = hub.asked("store")[before:]
    assert note.range is not None and int(note.range[6:-1]) >= 90_000
    assert (tmp_path / "data.jsonl").read_bytes() == CONTENT


def test_a_mistake_is_written_down_and_a_token_never(
    hub: FakeHub, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    hub.token = "another-word"
    (tmp_path / "token").write_text("secret-word")
    assert start(token_file=tmp_path / "token").wait(60) == 2
    error = json.loads((tmp_path / "error.json").read_text())
    assert error["message"] and error["remedy"]
    (tmp_path / "token").unlink()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"secret-word" not in path.read_bytes(), path


def test_a_proxy_is_used(
    hub: FakeHub, start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    """A request through a proxy names the whole address; the fake hub takes it for its own."""
    process = start(endpoint="http://hub.example", proxy=hub.hub_address, private_hosts=())
    assert process.wait(60) == 0, (tmp_path / "log").read_text()
    assert {note.path.partition("?")[0].startswith("http://") for note in hub.notes} == {True}
