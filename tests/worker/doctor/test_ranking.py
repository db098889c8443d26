"""Several processes fail together: the one that failed first is believed."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core.jobs import Failure
from tests.worker.doctor.cases import config, finished
from worker.doctor import Remains, judge
from worker.doctor.remains import RankError

RESET = "RuntimeError: [pair.cc:537] Read error [127.0.0.1]:40320: Connection reset by peer"
MEMORY = (
    "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 1 has a total "
    "capacity of 23.64 GiB of which 1.31 GiB is free."
)


def judged(log: str = "", **values: Any) -> Failure:
    values = {"finished": None, "exit_code": 1, "config": config(on_gpu=True), **values}
    ending = judge(Remains(log=log, **values))
    assert isinstance(ending, Failure)
    return ending


def traceback(rank: int | None, last: str, line: int = 3) -> str:
    mark = "" if rank is None else f"[rank{rank}]: "
    text = f'Traceback (most recent call last):\n  File "a/minimind/train/loop.py", line {line}\n'
    return "".join(f"{mark}{each}\n" for each in (text + last).splitlines())


def interleaved(*texts: str) -> str:
    """Lines of several processes as they come when all write at once."""
    lines = [text.splitlines() for text in texts]
    longest = max(len(each) for each in lines)
    return "\n".join(each[i] for i in range(longest) for each in lines if i < len(each))


def summary(root: int, code: int, *others: tuple[int, int]) -> str:
    def entry(number: int, rank: int, exit_code: int) -> str:
        return (
            f"[{number}]:\n  rank      : {rank} (local_rank: {rank})\n"
            f"  exitcode  : {exit_code} (pid: 1)\n  error_file: <N/A>\n"
        )

    rest = "".join(entry(n, *each) for n, each in enumerate(others, 1))
    return (
        f"====\nminimind.train FAILED\n----\nFailures:\n{rest}----\n"
        f"Root Cause (first observed failure):\n{entry(0, root, code)}====\n"
    )


def test_a_cause_beats_what_follows_from_it_whoever_speaks_first() -> None:
    for log in (
        traceback(0, RESET) + traceback(2, MEMORY) + traceback(1, RESET),
        traceback(2, MEMORY) + traceback(0, RESET),
        interleaved(traceback(0, RESET), traceback(2, MEMORY), traceback(1, RESET)),
        interleaved(traceback(None, RESET), traceback(None, MEMORY)),
    ):
        assert judged(log).cause == "out_of_gpu_memory"


def test_an_unknown_exception_beats_what_follows_from_it() -> None:
    log = interleaved(traceback(0, RESET), traceback(1, "KeyError: 'loss'", line=71))
    ending = judged(log + "\n" + summary(1, 1, (0, -15)))
    assert ending.cause == "error"
    assert "Process 1 of the run failed: KeyError: 'loss'" in ending.message
    assert "minimind/train/loop.py, line 71" in ending.message


def test_rank_0s_vague_account_gives_way_to_the_process_that_was_killed() -> None:
    line = finished(reason="failed", cause="error", message=RESET)
    ending = judged(traceback(0, RESET) + summary(3, -9, (0, 1)), finished=line)
    assert ending.cause == "killed_by_signal"
    assert "Process 3 of the run was killed by signal 9" in ending.message


def test_rank_0s_clear_account_is_believed() -> None:
    line = finished(reason="failed", cause="diverged", message="It is all NaN.")
    assert judged(traceback(1, MEMORY), finished=line).message == "It is all NaN."


def test_error_files_tell_who_failed_first() -> None:
    late = RankError(0, 20.0, traceback(None, "ValueError: too late"))
    early = RankError(1, 10.0, traceback(None, "KeyError: 'early'"))
    assert "KeyError: 'early'" in judged(errors=(early, late)).message
    follows = RankError(0, 5.0, traceback(None, RESET))
    assert "KeyError: 'early'" in judged(errors=(follows, early)).message


def test_the_traceback_in_the_launchers_summary_is_enough() -> None:
    log = summary(1, 1, (0, -15)).replace(
        "error_file: <N/A>\n====",
        "error_file: x\n  traceback : Traceback (most recent call last):\n"
        "    File \"a/minimind/train/loop.py\", line 5\n  KeyError: 'root'\n====",
    )
    assert "Process 1 of the run failed: KeyError: 'root'" in judged(log).message


def test_the_launchers_root_cause_comes_before_the_clock() -> None:
    first = RankError(0, 10.0, traceback(None, "ValueError: by the clock"))
    root = RankError(1, 11.0, traceback(None, "KeyError: 'root'"))
    assert "KeyError: 'root'" in judged(summary(1, 1, (0, 1)), errors=(first, root)).message


def test_a_process_that_crashed_while_it_left_is_asked_what_it_said_before() -> None:
    said = RankError(1, 10.0, traceback(None, "KeyError: 'x'"))
    assert judged(summary(1, -11, (0, -15)), errors=(said,)).cause == "error"
    assert judged(summary(1, -11, (0, -15))).cause == "killed_by_signal"
    # One that was killed had no time to say why.
    assert judged(summary(1, -9, (0, -15)), errors=(said,)).cause == "killed_by_signal"


def test_a_hung_collective_follows_from_a_killed_process() -> None:
    hung = "RuntimeError: Timed out waiting 4000ms for recv operation to complete"
    assert judged(traceback(0, hung)).cause == "hung_collective"
    assert judged(traceback(0, hung) + summary(1, -9, (0, 1))).cause == "killed_by_signal"


def test_the_facts_of_the_log_complete_the_trainers_words() -> None:
    line = finished(
        reason="failed", cause="out_of_gpu_memory", message="The GPU ran out of memory. Halve it."
    )
    ending = judged(traceback(None, MEMORY), finished=line)
    assert "asked for 2.00 GiB more, and 1.31 GiB of 23.64 GiB were free" in ending.message


@pytest.mark.parametrize(
    "warning",
    [
        "torch/cuda/__init__.py:129: UserWarning: CUDA initialization: The NVIDIA driver on your "
        "system is too old (found version 11040).",
        "[W1125 10:00:00.1 socket.cpp:204] [c10d] The server socket has failed to bind to "
        "[::]:29500 (errno: 98 - Address already in use).",
        "[rank1]:[W1125 10:00:00.1 socket.cpp:204] [c10d] The server socket has failed to listen.",
        "box:1:112 [1] NCCL INFO NET/Plugin: Plugin load returned 2 : libnccl-net.so: cannot open "
        "shared object file: No such file or directory : when loading libnccl-net.so",
        "[2025-01-01 10:00:00,000] [WARNING] [x.py:1:f] Permission denied: '/root/.triton'",
    ],
)
def test_a_warning_is_no_cause(warning: str) -> None:
    assert judged(f"{warning}\n" + traceback(None, "KeyError: 'x'")).cause == "error"


def test_of_a_chain_the_last_exception_counts() -> None:
    log = (
        traceback(None, "KeyError: 'inner'")
        + "\nDuring handling of the above exception, another exception occurred:\n\n"
        + traceback(None, "ValueError: outer", line=9)
    )
    assert "ValueError: outer (minimind/train/loop.py, line 9)" in judged(log).message


def test_a_fix_that_changes_what_a_step_means_is_a_new_job_once_there_is_a_checkpoint() -> None:
    log = "error: recipe.seq_len: seq_len is 4096, but the model has 2048 positions."
    for step, action in ((None, "retry"), (40, "clone")):
        fix = judged(log, exit_code=2, last_checkpoint_step=step).fix
        assert fix is not None
        assert fix["action"] == action
        assert fix["changes"] == {"recipe": {"seq_len": 2048}}


@pytest.mark.parametrize(
    ("recipe", "changes"),
    [
        ({"micro_batch": 16}, {"micro_batch": 8}),
        ({"micro_batch": 3}, {"micro_batch": 1}),
        ({"micro_batch": 1}, {"gradient_checkpointing": True}),
        ({"micro_batch": 1, "gradient_checkpointing": True, "seq_len": 512}, {"seq_len": 256}),
        ({"micro_batch": 1, "gradient_checkpointing": True, "seq_len": 100}, None),
    ],
)
def test_what_saves_memory_is_offered_in_the_order_of_what_it_costs(
    recipe: dict[str, Any], changes: dict[str, Any] | None
) -> None:
    fix = judged(MEMORY, config=config(recipe)).fix
    assert (fix and fix["changes"]["recipe"]) == changes


def test_without_the_runs_config_there_is_a_cause_but_no_patch() -> None:
    ending = judged(MEMORY, config=None)
    assert (ending.cause, ending.fix) == ("out_of_gpu_memory", None)
