"""``minimind data generate`` and ``minimind data mix``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def _minimind(*words: str | Path) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "minimind.cli", "data", *map(str, words)]
    return subprocess.run(argv, capture_output=True, text=True, check=False)


def test_from_nothing_to_a_mixture(tmp_path: Path) -> None:
    sums, words, both = (tmp_path / f"{name}.jsonl" for name in ("sums", "words", "both"))
    options = ("--option", "rows=60", "--option", "operations=add,multiply", "--option", "seed=3")
    done = _minimind("generate", "arithmetic", "--out", sums, *options)
    assert done.returncode == 0, done.stderr
    assert "60 rows" in done.stdout
    assert _minimind("generate", "letters", "--out", words, "--option", "rows=30").returncode == 0
    done = _minimind("mix", f"{sums}:1", f"{words}:1", "--out", both)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in both.read_text("utf-8").splitlines()]
    kinds = [row["problem"]["template"].partition(".")[0] for row in rows]
    assert (kinds.count("arithmetic"), kinds.count("letters")) == (30, 30)
    assert {path.name for path in tmp_path.iterdir()} == {sums.name, words.name, both.name}


def test_mistakes_end_with_one_sentence(tmp_path: Path) -> None:
    for words, said in (
        (("generate", "arithmetic"), "--out"),
        (("generate", "nothing", "--out", tmp_path / "a.jsonl"), "no generator"),
        (("generate", "logic", "--out", tmp_path / "a.jsonl", "--option", "rows"), "NAME=VALUE"),
        (("mix", tmp_path / "none.jsonl", "--out", tmp_path / "a.jsonl"), "cannot be read"),
    ):
        done = _minimind(*words)
        assert done.returncode == 2
        assert said in done.stderr and len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_alone_it_lists_what_there_is() -> None:
    done = _minimind("generate")
    assert "word-problems" in done.stdout and "seed=1" in done.stdout
