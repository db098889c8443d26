"""The doctor on whatever a log may hold: it never raises, and stays within bounds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.core.jobs import Failure
from minimind.spec import RunDir
from minimind.spec.events import Finished
from tests.worker.doctor.cases import CORPUS, config, examples, finished
from worker.doctor import Remains, collect, judge
from worker.doctor.__main__ import markdown
from worker.doctor.causes import ELSEWHERE, HEADINGS
from worker.doctor.table import TABLE

ROOT = Path(__file__).resolve().parents[3]
TAIL = 32 * 1024
WORDS = sorted({word for path in CORPUS.glob("*.txt") for word in path.read_text("utf-8").split()})


def judged(log: str = "", **values: Any) -> Failure:
    ending = judge(Remains(**{"finished": None, "exit_code": 1, "log": log, **values}))
    assert isinstance(ending, Failure)
    return ending


@pytest.mark.parametrize("reason", ["done", "stopped", "paused"])
def test_the_finished_line_is_the_truth_whatever_the_exit_code(reason: str) -> None:
    line = finished(reason=reason)
    assert judge(Remains(line, -9, "CUDA out of memory")) is line


def test_a_bad_row_is_told_with_the_name_of_the_dataset() -> None:
    line = finished(
        reason="failed", cause="bad_data", file="/data/ds-1.jsonl", line=7,
        message="line 7, conversations.0.content: The turn is empty.",
    )  # fmt: skip
    named = config().dataset.model_copy(update={"name": "my talks"})
    known = config().model_copy(update={"dataset": named})
    ending = judged(finished=line, config=known)
    assert ending.cause == "bad_data"
    assert ending.message == "Line 7 of my talks (conversations.0.content): The turn is empty."
    assert judged(finished=line).message.startswith("Line 7 of ds-1.jsonl (")


def test_an_unexpected_end_quotes_the_last_words() -> None:
    assert "exit code 3" in judged("a\nfarewell\n\n", exit_code=3).message
    assert "farewell" in judged("a\nfarewell\n\n", exit_code=3).message
    assert judged(exit_code=None).message.endswith("It wrote no log.")
    # Leaving with 0 but without a finished line is no success.
    assert judged(exit_code=0).cause == "error"


def test_exit_code_2_is_the_users_mistake_in_one_line() -> None:
    ending = judged("error: recipe.epochs: must be positive.\n", exit_code=2)
    assert (ending.cause, ending.message) == ("bad_config", "recipe.epochs: must be positive.")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from([None, 0, 1, 2, -6, -9, -64, 137]))
def test_random_bytes_are_judged(noise: bytes, exit_code: int | None) -> None:
    assert judged(noise.decode("utf-8", "replace"), exit_code=exit_code).cause in HEADINGS


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=2000), st.lists(st.sampled_from(WORDS), max_size=60))
def test_torn_and_shuffled_logs_are_judged(noise: str, words: list[str]) -> None:
    assert judged("\n".join([noise, " ".join(words), *words])).cause in HEADINGS


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(examples()), st.data())
def test_a_log_cut_anywhere_is_judged(example: Any, data: st.DataObject) -> None:
    log = example.remains.log
    start = data.draw(st.integers(0, len(log)))
    judged(log[start:])


@pytest.mark.timeout(60)  # a pattern that backtracks takes minutes, a good one milliseconds
@pytest.mark.parametrize(
    "log",
    [
        "a" * TAIL,
        "\n" * TAIL,
        "a\n" * (TAIL // 2),
        " " * TAIL,
        "[rank1]: " * (TAIL // 9),
        "Traceback (most recent call last):\n" * (TAIL // 35),
        "CUDA out of memory. Tried to allocate 1 (GPU 0; " * (TAIL // 50),
        "NCCL WARN " * (TAIL // 10),
        "failed to bind port: " * (TAIL // 21),
        "client socket has timed out " * (TAIL // 28),
        "error: " * (TAIL // 7),
        "a.b." * (TAIL // 4) + "Error",
        "[0]:\n rank : 1\n exitcode : -9\n" * (TAIL // 31),
        "\x1b[" + "0;" * (TAIL // 2),
        "Assertion `" * (TAIL // 11),
    ],
    ids=lambda log: repr(log[:20]),
)
def test_no_text_makes_a_pattern_go_back_again_and_again(log: str) -> None:
    judged(log + "\n", finished=finished(reason="failed", cause="error", message=log[:5000]))


def test_a_huge_log_costs_no_more_than_its_tail() -> None:
    tail = "\nMemoryError\n"
    assert judged("x" * 10_000_000 + tail).cause == "out_of_host_memory"
    assert judged("MemoryError\n" + "x" * 10_000_000).cause == "error"


def test_everything_is_gathered_from_the_run_directory(tmp_path: Path) -> None:
    run_dir = RunDir(tmp_path)
    run_dir.config(2).write_text(config({"micro_batch": 4}).model_dump_json())
    run_dir.log(2).write_bytes(b"\xff\xfe last words\n")
    for attempt, rank, moment in ((1, 0, 5), (2, 1, 30), (2, 0, 20)):
        directory = tmp_path / f"torchrun/job-a-{attempt}_x1/attempt_0/{rank}"
        directory.mkdir(parents=True)
        more = {"py_callstack": f"KeyError: {rank}", "timestamp": str(moment)}
        error = {"message": {"message": "m", "extraInfo": more}}
        (directory / "error.json").write_text(json.dumps(error))
    torn = tmp_path / "torchrun/job-a-2_x1/attempt_0/2"
    torn.mkdir()
    (torn / "error.json").write_text('{"mess')
    found = collect(run_dir, 2, finished=None, exit_code=1, last_checkpoint_step=3, memory_kills=1)
    assert [(error.rank, error.text) for error in found.errors] == [
        (0, "KeyError: 0"),
        (1, "KeyError: 1"),
    ]
    assert found.log.endswith("last words\n")
    assert found.config is not None
    assert found.config.recipe.micro_batch == 4
    assert (found.last_checkpoint_step, found.memory_kills) == (3, 1)


def test_an_empty_run_directory_is_enough(tmp_path: Path) -> None:
    found = collect(RunDir(tmp_path), 1, finished=None, exit_code=-9)
    assert judge(found) == judged(exit_code=-9)
    assert not isinstance(judge(found), Finished)


def test_every_cause_of_the_table_has_a_heading_and_every_heading_a_meaning() -> None:
    causes = {row.cause for row in TABLE}
    assert causes <= HEADINGS.keys()
    assert HEADINGS.keys() <= causes | ELSEWHERE.keys()


def test_every_row_can_be_told_with_no_more_than_a_pattern_captures() -> None:
    for row in TABLE:
        for pattern in row.patterns:
            always = set(pattern.groupindex)
            row.sentence(dict.fromkeys(always, "1"))


def test_the_document_is_the_table() -> None:
    document = (ROOT / "docs" / "failures.md").read_text("utf-8")
    assert document == markdown(), "run python -m worker.doctor > docs/failures.md"
