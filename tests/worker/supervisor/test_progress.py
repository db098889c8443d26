"""When a run counts as hung."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest

from worker.options import WorkerOptions
from worker.supervisor.progress import ProgressWatch

OPTIONS = WorkerOptions(no_progress_s=1000, idle_s=100, suspended_s=15, progress_check_s=5)


class FakeProcess:
    """One that computes, or does not."""

    pid = 1

    def __init__(self) -> None:
        self.seconds = 0.0
        self.state = psutil.STATUS_SLEEPING

    def cpu_times(self) -> Any:
        return SimpleNamespace(user=self.seconds, system=0.0)

    def status(self) -> str:
        return self.state

    def environ(self) -> dict[str, str]:
        return {"RANK": "1"}


class Run:
    """A run whose time passes when it is told to."""

    def __init__(self, events: Path) -> None:
        self.events = events
        self.moment = 0.0
        self.process = FakeProcess()
        self.gpus_busy = False
        self.watch = ProgressWatch(
            OPTIONS,
            events,
            lambda: cast(list[psutil.Process], [self.process]),
            lambda: self.gpus_busy,
            clock=lambda: self.moment,
        )

    def passes(self, seconds: float, *, load: float = 0.0, line_every: float = 0) -> str | None:
        """Time passes in steps of a second; returns the first complaint."""
        for second in range(1, int(seconds) + 1):
            self.moment += 1
            self.process.seconds += load
            if line_every and second % line_every == 0:
                with self.events.open("a") as file:
                    file.write("line\n")
            if words := self.watch.look():
                return words
        return None


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path / "events-1.jsonl")


def test_a_run_that_speaks_gets_on_however_little_it_computes(run: Run) -> None:
    assert run.passes(5000, line_every=60) is None


def test_a_run_that_does_nothing_hangs(run: Run) -> None:
    words = run.passes(200)
    assert words and "said nothing and computed nothing" in words
    assert 100 <= run.moment < 110


def test_what_comes_before_the_first_step_may_compute_for_as_long_as_it_likes(run: Run) -> None:
    assert run.passes(5000, load=0.9) is None


def test_a_run_that_computes_but_makes_no_step_hangs_in_the_end(run: Run) -> None:
    run.watch.training = True
    words = run.passes(2000, load=0.9)
    assert words and "made no step" in words
    assert 1000 <= run.moment < 1010


def test_a_busy_gpu_is_work(run: Run) -> None:
    run.gpus_busy = True
    assert run.passes(900) is None


@pytest.mark.parametrize(("load", "patience"), [(0.9, 10 * 300), (0.0, 1000)])
def test_a_run_with_long_steps_is_given_longer(run: Run, load: float, patience: float) -> None:
    run.watch.training = True
    assert run.passes(1200, load=0.9, line_every=300) is None
    begin = run.moment
    assert run.passes(10_000, load=load)
    assert patience <= run.moment - begin < patience + 10


def test_a_suspended_process_is_named(run: Run) -> None:
    assert run.passes(60, line_every=2) is None
    run.process.state = psutil.STATUS_STOPPED
    words = run.passes(60, line_every=2)
    assert words and "Process 1 of the run was suspended" in words
    assert run.moment - 60 <= 21


def test_a_process_that_is_woken_up_again_is_forgiven(run: Run) -> None:
    for _ in range(10):
        run.process.state = psutil.STATUS_STOPPED
        assert run.passes(10, line_every=2) is None
        run.process.state = psutil.STATUS_RUNNING
        assert run.passes(10, line_every=2) is None
