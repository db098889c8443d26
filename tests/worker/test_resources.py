"""What a run uses, measured on real processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from backend.core import resources
from backend.core.db import Database
from worker import processes
from worker.inventory import FakeInventory
from worker.inventory.fake import FakeGpu
from worker.resources import NodeSampler, RunSampler

MARKER = "job-sampled:1"
# A parent with two children, each of which holds 64 MB; one of them works without end. The other
# is orphaned by a process in between, as a launcher that is killed leaves its ranks.
TREE = """
import os, subprocess, sys, time
hold = "import sys, time; block = b'x' * (64 * 2**20); print('ready', flush=True);"
endless = [sys.executable, "-c", hold + "\\nwhile True: pass"]
work = subprocess.Popen(endless, stdout=subprocess.PIPE)
start = [sys.executable, "-c", hold + "time.sleep(600)"]
middle = "import subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdout=sys.stdout)"
orphan = subprocess.Popen([sys.executable, "-c", middle, *start], stdout=subprocess.PIPE)
for child in (work, orphan):
    child.stdout.readline()
orphan.wait()
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture
def tree() -> Iterator[subprocess.Popen[bytes]]:
    env = {**os.environ, processes.MARKER: MARKER}
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", TREE], env=env, stdout=pipe)
    assert process.stdout and process.stdout.readline() == b"ready\n"
    yield process
    for left in processes.marked(MARKER):
        left.kill()
    process.communicate()


def tree_of_the_run() -> list[psutil.Process]:
    return processes.marked(MARKER)


def sampler(
    database: Database,
    *,
    period_s: float = 10.0,
    find: Callable[[], list[psutil.Process]] = tree_of_the_run,
) -> RunSampler:
    inventory = FakeInventory(lambda: [FakeGpu(), FakeGpu(utilisation=91, power_w=250.0)])
    return RunSampler(
        database,
        inventory,
        node="box-a",
        job_id="job-sampled",
        attempt=1,
        gpu_uuids=["FAKE-1"],
        find=find,
        period_s=period_s,
    )


def test_a_whole_tree_of_processes_is_measured(
    sqlite_database: Database, tree: subprocess.Popen[bytes]
) -> None:
    run = sampler(sqlite_database)
    run.sample()
    endless = "\nwhile True: pass"
    [worker] = [p for p in processes.marked(MARKER) if p.cmdline()[2].endswith(endless)]
    before, started = worker.cpu_times().user, time.monotonic()
    while worker.cpu_times().user - before < 0.3:
        time.sleep(0.02)
    data = run.sample()
    elapsed, after = time.monotonic() - started, worker.cpu_times().user
    assert data["processes"] == 3
    # An independent count: the kernel's, from each process's own status.
    lines = [
        line
        for process in processes.marked(MARKER)
        for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
    ]
    resident = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))
    assert data["memory_used_bytes"] == pytest.approx(resident, rel=0.02)
    assert data["memory_used_bytes"] > 2 * 64 * 2**20
    spent = 100 * (after - before) / elapsed
    assert data["cpu"] == pytest.approx(spent, rel=0.35)
    usage = {"utilisation": 91, "memory_used_bytes": 0, "temperature_c": 30, "power_w": 250.0}
    assert data["gpus"] == [{"uuid": "FAKE-1", **usage}]


def test_a_process_that_leaves_and_one_that_comes(
    sqlite_database: Database, tree: subprocess.Popen[bytes]
) -> None:
    run = sampler(sqlite_database)
    assert run.sample()["processes"] == 3
    for process in processes.marked(MARKER):
        process.kill()
    tree.wait()
    while processes.marked(MARKER):
        time.sleep(0.01)
    ended = run.sample()
    assert (ended["processes"], ended["memory_used_bytes"], ended["cpu"]) == (0, 0, 0.0)


def test_samples_are_stored_when_they_are_due(sqlite_database: Database) -> None:
    late = sampler(sqlite_database)
    late.run_due()  # its first sample is ten seconds away
    now = sampler(sqlite_database, period_s=0.0)
    now.run_due()
    now.run_due()
    with sqlite_database.session() as session:
        [series] = resources.of_job(session, "job-sampled")
    assert series.node == "box-a" and len(series.times) == 2
    assert series.columns["processes"] == [0, 0]
    assert series.gpus[0].columns["power_w"] == [250.0, 250.0]


def test_what_cannot_be_measured_costs_a_sample_only(sqlite_database: Database) -> None:
    def broken() -> list[psutil.Process]:
        raise RuntimeError("no such luck")

    run = sampler(sqlite_database, period_s=0.0, find=broken)
    run.run_due()
    with sqlite_database.session() as session:
        assert resources.of_job(session, "job-sampled") == []


def test_the_whole_box_is_measured(tmp_path: Path, tree: subprocess.Popen[bytes]) -> None:
    node = NodeSampler(tmp_path)
    worker = max(processes.marked(MARKER), key=lambda process: process.cpu_times().user)
    before = worker.cpu_times().user
    while worker.cpu_times().user - before < 0.3:
        time.sleep(0.02)
    data = node.sample([])
    assert 5 < data["cpu"] <= 100 * (psutil.cpu_count() or 1) + 5
    assert 0 < data["memory_used_bytes"] < data["memory_bytes"]
    assert data["disk_free_bytes"] > 0 and data["gpus"] == []
