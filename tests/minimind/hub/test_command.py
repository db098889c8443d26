"""``minimind data download``, as people type it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from minimind.spec.hubs import HubName
from tests.minimind.hub.fake_hub import REPOSITORY, FakeHub

CONTENT = b"".join(b'{"text": "row number %d"}\n' % number for number in range(5_000))


def typed(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "minimind.cli", "data", "download", *arguments],
        env={**os.environ, **environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_cut_download_is_gone_on_with_by_the_same_command(
    hub: FakeHub, name: HubName, tmp_path: Path
) -> None:
    hub.add("data/large.jsonl", CONTENT)
    hub.cuts = [70_000, 0]
    out = tmp_path / "mine.jsonl"
    command = (f"{REPOSITORY}/data/large.jsonl", "--hub", name, "--out", str(out))
    environ = {
        f"MINIMIND_HUB_{name.upper()}": hub.hub_address,
        "MINIMIND_HUB_HOSTS": "localhost",
    }
    assert typed(*command, "--tries", "1", **environ).returncode == 2
    assert not out.exists()
    done = typed(*command, **environ)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == CONTENT and REPOSITORY in done.stdout
    assert "Traceback" not in done.stderr
    ranges = [note.range for note in hub.asked("store")]
    assert len(ranges) == 3 and ranges[2] not in (None, "bytes=0-")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["poems.jsonl"], "no file 'poems.jsonl'"),
        (["dpo.jsonl", "--hub", "elsewhere"], "no hub 'elsewhere'"),
        (["dpo.jsonl", "--mirror", "ftp://a"], "http:// or https://"),
        (["a/b/../c"], "no path"),
        (["dpo.jsonl", "--mirror", "http://127.0.0.1:9", "--tries", "1"], "could not be reached"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = typed(*arguments, "--out", str(tmp_path / "mine.jsonl"))
    assert done.returncode == 2
    assert words in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
