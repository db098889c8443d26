"""The proof that nothing of an attempt is left: processes, and GPUs by a driver that is fake."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import psutil
import pynvml
import pytest

from worker.supervisor.cleanup import end_and_prove
from worker.supervisor.gpus import LeasedGpus

MARKER = "job-a:1"


class FakeDriver:
    """NVML with one GPU, and whoever is on it."""

    NVMLError = pynvml.NVMLError

    def __init__(self, *pids: int) -> None:
        self.pids = set(pids)
        self.rate = 0
        self.fails = False

    def nvmlInit(self) -> None:
        if self.fails:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_DRIVER_NOT_LOADED)

    def nvmlShutdown(self) -> None:
        pass

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> str:
        assert uuid == "GPU-a"
        return uuid

    def nvmlDeviceGetComputeRunningProcesses(self, _handle: str) -> list[Any]:
        return [SimpleNamespace(pid=pid) for pid in self.pids]

    def nvmlDeviceGetUtilizationRates(self, _handle: str) -> Any:
        return SimpleNamespace(gpu=self.rate)


class FakeRun:
    """Its processes, of which some can not be ended."""

    def __init__(self, *left: psutil.Process) -> None:
        self.left = list(left)

    def end(self, *, term_s: float, kill_s: float) -> list[psutil.Process]:
        assert term_s <= kill_s
        return self.left


@pytest.fixture
def gone() -> int:
    """The pid of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def prove(driver: FakeDriver, gpus: LeasedGpus, *left: psutil.Process) -> Any:
    del driver
    return end_and_prove(FakeRun(*left), gpus, term_s=0, kill_s=0, gpu_s=0.3)


def test_without_real_gpus_there_is_nothing_to_return() -> None:
    driver = FakeDriver()
    cleanup = prove(driver, LeasedGpus(["FAKE-0"], MARKER, driver))
    assert (cleanup.processes_left, cleanup.gpu_memory_returned) == (0, None)


def test_a_gpu_is_returned_once_the_driver_forgot_the_run(gone: int) -> None:
    driver = FakeDriver()
    gpus = LeasedGpus(["GPU-a"], MARKER, driver)
    driver.pids = {gone}
    assert prove(driver, gpus).gpu_memory_returned is False
    driver.pids = set()
    assert prove(driver, gpus).gpu_memory_returned is True


def test_who_was_there_before_and_a_living_stranger_are_none_of_ours(gone: int) -> None:
    driver = FakeDriver(gone)
    gpus = LeasedGpus(["GPU-a"], MARKER, driver)
    driver.pids = {gone, os.getpid()}
    assert prove(driver, gpus).gpu_memory_returned is True


def test_a_living_process_with_the_marker_is_ours() -> None:
    driver = FakeDriver()
    gpus = LeasedGpus(["GPU-a"], MARKER, driver)
    env = {**os.environ, "MINIMIND_ATTEMPT": MARKER}
    code = "print(flush=True); import time; time.sleep(60)"
    argv = [sys.executable, "-c", code]
    with subprocess.Popen(argv, env=env, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline()
        driver.pids = {process.pid}
        assert prove(driver, gpus).gpu_memory_returned is False
        process.kill()


def test_a_driver_that_does_not_answer_proves_nothing() -> None:
    driver = FakeDriver()
    gpus = LeasedGpus(["GPU-a"], MARKER, driver)
    assert gpus.busy() is False
    driver.rate = 40
    assert gpus.busy() is True
    driver.fails = True
    assert gpus.busy() is False
    assert prove(driver, gpus).gpu_memory_returned is None


def test_what_can_not_be_ended_is_counted() -> None:
    driver = FakeDriver()
    cleanup = prove(driver, LeasedGpus([], MARKER, driver), psutil.Process())
    assert cleanup.processes_left == 1
    assert cleanup.pids == (os.getpid(),)
    assert set(cleanup.row()) == {"processes_left", "gpu_memory_returned", "seconds"}
