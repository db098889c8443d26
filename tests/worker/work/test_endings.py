"""How work ended, told from what it left: a mistake, a fault, a death."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from worker.work.endings import Done, Failed, Lost, judge
from worker.work.folder import TaskFolder


@pytest.fixture
def folder(tmp_path: Path) -> TaskFolder:
    return TaskFolder(tmp_path)


def test_a_result_counts_only_when_the_work_left_well(folder: TaskFolder) -> None:
    (folder.path / "result.json").write_text('{"rows": 1}')
    assert judge(folder, 0, 0) == Done({"rows": 1})
    assert isinstance(judge(folder, -9, 0), Lost)


def test_a_users_mistake_keeps_its_line_and_remedy(folder: TaskFolder) -> None:
    mistake = {"message": "Bad.", "field": "text", "line": 3, "remedy": "Mend it."}
    (folder.path / "error.json").write_text(json.dumps(mistake))
    assert judge(folder, 2, 0) == Failed({"code": "invalid_value", **mistake})


@pytest.mark.parametrize(
    ("exit_code", "memory_kills", "words"),
    [
        (-9, 0, "killed by signal 9 (SIGKILL)"),
        (-9, 1, "the machine ran out of memory"),
        (-11, 0, "killed by signal 11 (SIGSEGV)"),
        (3, 0, "stopped from outside"),
        (None, 0, "killed"),
    ],
)
def test_what_was_cut_off_goes_on(
    folder: TaskFolder, exit_code: int | None, memory_kills: int, words: str
) -> None:
    ending = judge(folder, exit_code, memory_kills)
    assert isinstance(ending, Lost) and ending.counts and words in ending.what


@pytest.mark.parametrize(
    ("log", "code"),
    [
        ("Traceback\nOSError: [Errno 28] No space left on device: 'x'\n", "disk_full"),
        ("Traceback\nMemoryError\n", "out_of_memory"),
        ("Traceback\nValueError: odd\n\n", "work_failed"),
        ("", "work_failed"),
    ],
)
def test_a_fault_is_named_from_the_log(folder: TaskFolder, log: str, code: str) -> None:
    folder.log.write_text("x" * 10_000 + "\n" + log)
    ending = judge(folder, 1, 0)
    assert isinstance(ending, Failed) and ending.error["code"] == code
    assert ending.error["remedy"] and len(ending.error["message"]) < 400
