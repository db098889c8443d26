"""Files of generated rows: the same bytes in parallel and after a cut, and nothing twice."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from minimind.generate import GENERATORS, check_answer, making
from minimind.generate.making import Written, write_rows
from minimind.spec import SpecError
from minimind.spec.rows import read_rows
from minimind.work.folder import write_json


def _write(
    folder: Path, name: str, workers: int = 1, progress: Any = None, **options: Any
) -> Written:
    generator = GENERATORS[name]
    state = folder / "state"
    state.mkdir(parents=True, exist_ok=True)
    return write_rows(
        generator,
        generator.options.parse(options),
        folder / "data.jsonl",
        state,
        progress or (lambda *_: None),
        workers=workers,
    )


def _questions(path: Path) -> list[str]:
    return [row["conversations"][0]["content"] for _, row in read_rows(path, "conversations")]


def test_as_many_rows_as_asked_for_each_question_once(tmp_path: Path) -> None:
    written = _write(tmp_path, "arithmetic", rows=1234, digits=1)
    questions = _questions(tmp_path / "data.jsonl")
    assert written.rows == len(questions) == len(set(questions)) == 1234
    content = (tmp_path / "data.jsonl").read_bytes()
    assert written.sha256 == hashlib.sha256(content).hexdigest()
    assert written.bytes == len(content)
    assert written.notes == []


def test_processes_make_the_same_bytes_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_ALONE", 100)
    one = _write(tmp_path / "one", "letters", rows=2600)
    two = _write(tmp_path / "two", "letters", workers=2, rows=2600)
    assert one == two


class _CutError(Exception):
    pass


def test_a_second_start_goes_on_and_ends_with_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _write(tmp_path / "whole", "dates", rows=4000, digits=3)
    monkeypatch.setattr(making, "_COMMIT_BYTES", 400_000)
    batches = 0

    def cut(activity: str, done: int, total: int | None, unit: str) -> None:
        nonlocal batches
        batches += 1
        if done > 2000:
            raise _CutError

    with pytest.raises(_CutError):
        _write(tmp_path / "cut", "dates", progress=cut, rows=4000, digits=3)
    first = batches
    with (tmp_path / "cut" / "data.jsonl").open("ab") as file:
        file.write(b'{"half a li')  # what came after the last commit
    seen: list[int] = []
    again = _write(
        tmp_path / "cut", "dates", progress=lambda a, d, t, u: seen.append(d), rows=4000, digits=3
    )
    assert again == whole
    assert seen[0] > 1000 and first > 3


def test_options_that_leave_few_problems_say_so(tmp_path: Path) -> None:
    written = _write(
        tmp_path, "arithmetic", rows=20_000, digits=1, operands=2, operations=["add"],
        brackets=False, negatives=False, language="en",
    )  # fmt: skip
    assert 100 < written.rows < 20_000
    assert "20,000" in written.notes[0] and f"{written.rows:,}" in written.notes[0]


@pytest.mark.parametrize("name", [n for n, g in GENERATORS.items() if g.read is not None])
def test_open_texts_are_datasets_of_their_kind(tmp_path: Path, name: str) -> None:
    written = _write(tmp_path, name)
    kind = GENERATORS[name].options.parse({}).kind
    rows = list(read_rows(tmp_path / "data.jsonl", kind))
    assert len(rows) == written.rows > 1000
    assert GENERATORS[name].examples() == [row for _, row in rows[:3]]


def test_an_empty_wish_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="No row is asked for"):
        _write(tmp_path, "starter-text", dialogues=0, questions=False)
    with pytest.raises(SpecError) as caught:
        GENERATORS["arithmetic"].options.parse({"rows": 0})
    assert caught.value.field == "options.rows"


def _request(folder: Path, **request: Any) -> list[str]:
    folder.mkdir()
    write_json(folder / "request.json", {"kind": "generate", **request})
    return [sys.executable, "-m", "minimind.work", str(folder)]


def test_as_a_process_of_its_own(tmp_path: Path) -> None:
    argv = _request(tmp_path / "task", generator="problems", options={"rows": 400})
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = json.loads((tmp_path / "task" / "result.json").read_text("utf-8"))
    assert (made["rows"], made["errors"], made["kind"]) == (400, 0, "conversations")
    assert (tmp_path / "task" / "notes" / "report.json").exists()
    for _, row in read_rows(tmp_path / "task" / "data.jsonl", "conversations"):
        assert check_answer(row, row["conversations"][1]["content"])


def test_a_mistake_is_told_with_its_field(tmp_path: Path) -> None:
    argv = _request(tmp_path / "task", generator="problems", options={"digits": 99})
    assert subprocess.run(argv, capture_output=True, check=False).returncode == 2
    error = json.loads((tmp_path / "task" / "error.json").read_text("utf-8"))
    assert error["field"] == "options.digits"


@pytest.mark.slow
def test_killed_and_started_again_it_ends_with_the_same_dataset(tmp_path: Path) -> None:
    options = {"generator": "letters", "options": {"rows": 8_000}}
    argv = _request(tmp_path / "killed", **options)
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    data = tmp_path / "killed" / "data.jsonl"
    while process.poll() is None and not (data.exists() and data.stat().st_size > 2**19):
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert subprocess.run(argv, capture_output=True, check=False).returncode == 0
    made = json.loads((tmp_path / "killed" / "result.json").read_text("utf-8"))
    assert made["sha256"] == _write(tmp_path / "whole", "letters", rows=8_000, workers=2).sha256


def test_it_leaves_soon_when_it_is_asked_to(tmp_path: Path) -> None:
    argv = _request(tmp_path / "task", generator="problems", options={"rows": 2_000_000})
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (tmp_path / "task" / "progress.json").exists():
        time.sleep(0.02)
    (tmp_path / "task" / "stop").touch()
    assert process.wait(60) == 3
