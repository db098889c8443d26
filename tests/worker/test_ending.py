"""Why an attempt ended, from what it left behind."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.jobs import Failure
from minimind.spec.events import Finished
from worker.ending import Remains, forced_stop, judge

# The end of a real log of torch 2.13's torchrun, two ranks, the second one killed.
RANK_KILLED = """\
RuntimeError: Connection reset by peer
=======================================================
Failures:
[1]:
  rank      : 0 (local_rank: 0)
  exitcode  : -15 (pid: 11802)  (SIGTERM)
  traceback : Signal 15 (SIGTERM) received by PID 11802
-------------------------------------------------------
Root Cause (first observed failure):
[0]:
  time      : 2026-11-24_07:13:26
  host      : localhost
  rank      : 1 (local_rank: 1)
  exitcode  : -9 (pid: 11803)  (SIGKILL)
  error_file: <N/A>
  traceback : Signal 9 (SIGKILL) received by PID 11803
=======================================================
"""


def finished(**values: Any) -> Finished:
    return Finished(time=1.0, step=10, **values)


def remains(**values: Any) -> Remains:
    return Remains(**{"finished": None, "exit_code": 1, "log": "", **values})


def failure(**values: Any) -> Failure:
    ending = judge(remains(**values))
    assert isinstance(ending, Failure)
    return ending


@pytest.mark.parametrize("reason", ["done", "stopped", "paused"])
def test_the_finished_line_is_the_truth_whatever_the_exit_code(reason: str) -> None:
    line = finished(reason=reason)
    assert judge(remains(finished=line, exit_code=-9)) is line


def test_a_failure_is_told_in_the_trainers_words_with_file_and_line() -> None:
    line = finished(
        reason="failed", cause="bad_data", message="The turn is empty.", file="a.jsonl", line=7
    )
    ending = judge(remains(finished=line, exit_code=2))
    assert isinstance(ending, Finished)
    assert (ending.reason, ending.cause) == ("failed", "bad_data")
    assert ending.message == "The turn is empty. (a.jsonl, line 7)"


def test_a_signal_is_named_with_what_is_lost() -> None:
    ending = failure(exit_code=-9, last_checkpoint_step=40)
    assert ending.cause == "killed_by_signal"
    assert "signal 9 (SIGKILL), probably out of memory" in ending.message
    assert "step 40" in ending.message
    segfault = failure(exit_code=-11).message
    assert "SIGSEGV" in segfault
    assert "out of memory" not in segfault


def test_a_kill_that_the_kernel_counted_is_out_of_memory() -> None:
    ending = failure(exit_code=-9, memory_kills=1)
    assert ending.cause == "out_of_host_memory"
    assert "Rows at once" in ending.message


@pytest.mark.parametrize(
    "line", [None, finished(reason="failed", cause="error", message="Connection reset by peer")]
)
def test_the_first_rank_that_died_is_named_not_the_one_that_noticed(line: Finished | None) -> None:
    ending = failure(finished=line, log=RANK_KILLED)
    assert ending.cause == "killed_by_signal"
    assert "Process 1 of the run was killed by signal 9" in ending.message


@pytest.mark.parametrize(
    ("log", "cause"),
    [
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate", "out_of_gpu_memory"),
        ("OSError: [Errno 28] No space left on device: 'x'", "disk_full"),
        ("Traceback\nMemoryError\n", "out_of_host_memory"),
        ("Traceback\nKeyError: 'x'\n", "error"),
    ],
)
def test_the_log_is_the_fallback(log: str, cause: str) -> None:
    assert failure(log=log).cause == cause


def test_an_unexpected_end_quotes_the_last_words() -> None:
    assert "KeyError: 'x'" in failure(log="a\nKeyError: 'x'\n\n").message
    # Leaving with 0 but without a finished line is no success.
    assert failure(exit_code=0).cause == "error"


def test_exit_code_2_is_the_users_mistake_in_one_line() -> None:
    ending = failure(exit_code=2, log="recipe.epochs: must be positive.\n")
    assert (ending.cause, ending.message) == ("bad_config", "recipe.epochs: must be positive.")


def test_a_forced_stop_says_what_is_lost() -> None:
    reason = forced_stop(120, None)
    assert "120 s" in reason
    assert "no checkpoint" in reason
    assert "step 7" in forced_stop(120, 7)
