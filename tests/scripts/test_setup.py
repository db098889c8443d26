"""What a newcomer is told when the machine is not ready: one clear sentence each."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from scripts.setup import environment, steps, up

ROOT = Path(__file__).resolve().parents[2]


def _message(capsys: pytest.CaptureFixture[str]) -> str:
    text = capsys.readouterr().err.strip()
    assert text.count("\n") == 0, f"more than one sentence: {text}"
    return text


def test_a_busy_port_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit):
            up.need_free_port("127.0.0.1", port)
    assert f"Port {port}" in _message(capsys)


def test_an_unknown_host_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        up.need_free_port("no-such-host.invalid", 8000)
    assert "no-such-host.invalid" in _message(capsys)


def test_an_unwritable_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(SystemExit):
        steps.need_writable(blocked / "data")
    assert str(blocked / "data") in _message(capsys)


def test_too_little_space_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        steps.need_space(tmp_path / "not" / "yet", 1e9, "Training")
    assert "Training needs" in _message(capsys)


def test_a_missing_compiler_is_a_notice_and_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    environment.note_missing_compiler()
    assert "g++" in _message(capsys)


def test_a_machine_without_a_fitting_python_is_told_so(tmp_path: Path) -> None:
    for tool in ("dirname", "sh"):
        found = next(
            Path(place) / tool
            for place in os.environ["PATH"].split(os.pathsep)
            if (Path(place) / tool).exists()
        )
        (tmp_path / tool).symlink_to(found)
    answer = subprocess.run(
        [str(tmp_path / "sh"), str(ROOT / "scripts" / "up")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "Python 3.11" in answer.stderr


def test_a_failing_command_shows_its_end_and_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log.txt"
    with pytest.raises(SystemExit):
        steps.run(["sh", "-c", "echo the cause; exit 3"], what="Building", log=log)
    said = capsys.readouterr().err
    assert "the cause" in said
    assert "Building failed with exit code 3" in said


def test_a_stamp_holds_until_a_source_changes(tmp_path: Path) -> None:
    source = steps.ROOT / "pyproject.toml"
    stamp = tmp_path / "stamp"
    first = steps.digest([source])
    stamp.write_text(first)
    assert steps.is_current(stamp, first)
    assert not steps.is_current(stamp, steps.digest([source], "something else"))
