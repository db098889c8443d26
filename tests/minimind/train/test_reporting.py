"""Event files, requests, causes of failure."""

from __future__ import annotations

import errno
import time

import pytest
import torch

from minimind.checkpoint import BadCheckpoint
from minimind.data.shards import BadDataError
from minimind.spec import SpecError
from minimind.spec.events import Finished, Progress, event_adapter
from minimind.train.control import Control, StopRequested
from minimind.train.failures import DivergedError, cause, finished
from minimind.train.meter import Meter
from minimind.train.reporter import Reporter


def line(done: int) -> Progress:
    return Progress(time=time.time(), activity="tokenize", done=done, total=9)


def failure(message: str) -> Finished:
    return Finished(time=0.0, reason="failed", step=3, cause="error", message=message)


def test_lines_are_whole_and_a_torn_one_is_cut_off(tmp_path):
    path = tmp_path / "new" / "events-1.jsonl"
    Reporter(path, is_main=True).emit(line(1))
    with path.open("a") as file:
        file.write('{"type":"prog')  # killed in the middle
    Reporter(path, is_main=True).emit(line(2))
    events = [event_adapter.validate_json(x) for x in path.read_text("utf-8").splitlines()]
    assert [event.done for event in events if event.type == "progress"] == [1, 2]


def test_only_the_main_process_reports(tmp_path):
    path = tmp_path / "events-1.jsonl"
    Reporter(path, is_main=False).emit(line(1))
    assert not path.exists()


def test_the_first_failure_has_the_last_word(tmp_path):
    path = tmp_path / "events-1.jsonl"
    main = Reporter(path, is_main=True)
    main.emit(line(1))
    Reporter(path, is_main=False).finish(failure("out of memory"))
    main.finish(failure("connection closed by peer"))
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == 2 and "out of memory" in lines[-1]


def test_progress_is_throttled_but_every_activity_shows(tmp_path):
    path = tmp_path / "events-1.jsonl"
    reporter = Reporter(path, is_main=True)
    for activity in ("tokenize", "reference"):
        for done in range(1000):
            reporter.progress(activity, done, 1000)
    lines = [event_adapter.validate_json(x) for x in path.read_text("utf-8").splitlines()]
    found = [line for line in lines if isinstance(line, Progress)]
    assert len(found) < 9
    assert [line.activity for line in found if line.done == 0] == ["tokenize", "reference"]


def test_control_reads_whole_words_only(tmp_path):
    control = Control(tmp_path / "control")
    control.check()
    for word, request in (("", None), ("sto", None), ("stop", "stop"), ("pause\n", "pause")):
        (tmp_path / "control").write_text(word, "utf-8")
        assert control.poll() == request
    with pytest.raises(StopRequested) as caught:
        control.check()
    assert caught.value.request == "pause"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (SpecError("x"), "bad_config"),
        (BadDataError("x"), "bad_data"),
        (BadCheckpoint("x"), "bad_checkpoint"),
        (DivergedError(4, "loss"), "diverged"),
        (torch.OutOfMemoryError("CUDA out of memory"), "out_of_gpu_memory"),
        (MemoryError(), "out_of_host_memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "out_of_host_memory"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
        (OSError(errno.EACCES, "Permission denied"), "error"),
        (ZeroDivisionError("division by zero"), "error"),
    ],
)
def test_every_failure_has_a_cause_and_a_sentence(error, expected):
    assert cause(error) == expected
    event = finished(error, 7)
    assert event.step == 7 and event.message
    assert "\n" not in event.message


def test_meter_averages_between_lines_and_estimates_the_rest():
    meter = Meter()
    assert meter.due()
    for loss, margin, units, tokens in ((20.0, 1.0, 10, 12), (90.0, 3.0, 30, 28)):
        sums, counts = {"loss": loss, "margin": margin}, {"loss": units, "margin": units}
        meter.step(sums, counts, tokens=tokens, seconds=0.5, waited=0.05)
    window = meter.window()
    assert (window.loss, window.tokens_per_s, window.wait) == (110 / 40, 40.0, pytest.approx(0.1))
    assert window.figures == {"margin": 4 / 40}
    assert not meter.due()
    meter.pause(2.0)
    assert meter.seconds_left(10, 3) == pytest.approx(10 * 0.5 + 3 * 2.0)
