"""``minimind data xray``, as it is typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TALK = (
    '{"conversations": [{"role": "user", "content": "Hi"},'
    ' {"role": "assistant", "content": "Hello!"}]}\n'
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-c", "from minimind.cli import main; main()", "data", "xray"]
    return subprocess.run([*argv, *arguments], capture_output=True, text=True, check=False)


def test_a_row_is_shown_token_by_token(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    path.write_text(TALK)
    shown = run(str(path), "1")
    assert shown.returncode == 0, shown.stderr
    plain = shown.stdout.replace("|", "")
    assert "Hello!<im_end>" in plain and " tokens, " in shown.stdout
    asked = run(str(path), "1", "--view", "prompt", "--no-thinking").stdout
    assert "<think>" in asked.replace("|", "") and "Hello" not in asked


def test_mistakes_are_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    path.write_text(TALK + "no row\n")
    for arguments in ((str(path), "9"), (str(path), "2"), (str(tmp_path / "none"), "1")):
        said = run(*arguments)
        assert said.returncode == 2
        assert said.stderr.startswith("minimind: ") and "Traceback" not in said.stderr
