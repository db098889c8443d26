"""The whole path below the API with the real trainer: queue, supervisor, torch, checkpoints."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import select

from backend.core import checkpoints, control, datasets, db, jobs
from backend.core.jobs import JobSpec
from backend.core.models import Event, Job
from backend.core.settings import Settings
from worker import processes
from worker.inventory import FakeInventory
from worker.options import WorkerOptions
from worker.tick import Tick

pytestmark = pytest.mark.slow
PATIENCE_S = 120.0
TINY = {"seq_len": 64, "global_batch": 8, "micro_batch": 8, "eval_every": 1000}


class Node:
    """A node that ticks when it is told to."""

    def __init__(self, settings: Settings, database: db.Database) -> None:
        self.settings = settings
        self.database = database
        rows = "".join(
            json.dumps({"text": f"The number {n} is a number."}) + "\n" for n in range(64)
        )
        upload = datasets.receive(settings, [rows.encode()])
        with database.transaction() as session:
            self.dataset = datasets.store(session, settings, upload, name="numbers")[0].id

    def start(
        self,
        *,
        steps: int,
        processes: int = 1,
        launcher: str = "torchrun",
        zero_stage: int | None = None,
        nodes: int = 1,
    ) -> str:
        recipe: dict[str, Any] = {
            **TINY,
            "max_steps": steps,
            "epochs": 10_000,
            "checkpoint_every": 1000,
        }
        recipe["zero_stage"] = zero_stage
        spec = {"stage": "pretrain", "model": "nano", "dataset": self.dataset, "recipe": recipe}
        spec |= {"processes": processes, "launcher": launcher, "nodes": nodes}
        with self.database.transaction() as session:
            job, _ = jobs.submit(session, JobSpec.parse(spec))
        assert self.tick() == 1
        return job.id

    def tick(self) -> int:
        options = WorkerOptions()
        return Tick(self.settings, options, self.database, FakeInventory(0)).run(wait=True)

    def job(self, job_id: str) -> Job:
        with self.database.session() as session:
            return jobs.get(session, job_id)

    def wait(self, job_id: str, *statuses: str, step: int = 0) -> Job:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            job = self.job(job_id)
            reached = (job.progress or {}).get("step") or 0
            if job.status in statuses and reached >= step:
                return job
            if job.status == "failed" or time.monotonic() > deadline:
                raise AssertionError(f"{job.status}: {job.reason}\n{self.logs()}")
            time.sleep(0.05)

    def start_steps(self, job_id: str) -> list[int]:
        """The step at which each attempt began."""
        query = select(Event).where(Event.job_id == job_id, Event.kind == "started")
        with self.database.session() as session:
            return [event.data["start_step"] for event in session.scalars(query.order_by(Event.id))]

    def final_weights(self, job_id: str) -> bytes:
        with self.database.session() as session:
            final = checkpoints.choose_final(session, jobs.get(session, job_id))
            assert final is not None
            directory = checkpoints.path(self.settings, final)
        return (directory / "model.safetensors").read_bytes()

    def supervisor(self, job_id: str) -> psutil.Process:
        with self.database.session() as session:
            pid = jobs.attempts(session, job_id)[-1].pid
        assert pid is not None
        return psutil.Process(pid)

    def processes(self) -> list[psutil.Process]:
        return [
            process
            for process, marker in processes.all_marked()
            if self.settings.run_dir(marker.rpartition(":")[0]).is_dir()
        ]

    def logs(self) -> str:
        paths = [*self.settings.logs_dir.glob("*"), *self.settings.runs_dir.glob("*/log-*")]
        return "\n".join(f"--- {path}\n{path.read_text('utf-8', 'replace')}" for path in paths)


@pytest.fixture
def node(
    settings: Settings, sqlite_database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Node]:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    node = Node(settings, sqlite_database)
    yield node
    deadline = time.monotonic() + 10
    while (left := node.processes()) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in left:
        process.kill()
    assert not left, node.logs()


def test_two_processes_train_together(node: Node) -> None:
    job = node.wait(node.start(steps=6, processes=2), "done")
    assert job.progress is not None
    assert job.progress["step"] == 6
    assert node.final_weights(job.id)
    log = Path(node.settings.run_dir(job.id) / "log-1.txt")
    assert "Traceback" not in log.read_text()


def test_two_machines_train_together(node: Node) -> None:
    settings = node.settings.model_copy(update={"node_name": "box-b"})
    other = Tick(settings, WorkerOptions(), node.database, FakeInventory(0))
    other.run(wait=True)
    node.tick()  # both must be known before a job may ask for two
    job_id = node.start(steps=6, nodes=2)
    assert other.run(wait=True) == 1
    job = node.wait(job_id, "done")
    assert (job.progress or {})["step"] == 6
    assert (job.baseline or {})["strategy"] == "ddp"
    assert node.final_weights(job.id)
    assert "Traceback" not in node.logs()


def test_deepspeeds_launcher_trains_pauses_and_goes_on(node: Node) -> None:
    before = set(Path("/dev/shm").iterdir())
    job_id = node.start(steps=100_000, processes=2, launcher="deepspeed", zero_stage=2)
    node.wait(job_id, "running", step=3)
    with node.database.transaction() as session:
        control.pause(session, jobs.get(session, job_id))
    paused = node.wait(job_id, "paused")
    step = (paused.progress or {})["step"]
    left = set(Path("/dev/shm").iterdir()) - before
    assert not [path for path in left if "deepspeed" in path.name]
    changes = control.Changes(recipe={"max_steps": step + 3})
    with node.database.transaction() as session:
        control.resume(session, jobs.get(session, job_id), changes)
    assert node.tick() == 1
    done = node.wait(job_id, "done")
    assert (done.progress or {})["step"] == step + 3
    assert node.start_steps(job_id) == [0, step]


def test_a_shut_down_run_ends_with_the_very_weights_of_an_undisturbed_one(node: Node) -> None:
    undisturbed = node.wait(node.start(steps=80), "done").id
    disturbed = node.start(steps=80)
    node.wait(disturbed, "running", step=3)
    node.supervisor(disturbed).terminate()  # as worker.shutdown does
    job = node.wait(disturbed, "queued", "done")
    assert job.status == "queued", "it must have been disturbed for this to mean anything"
    assert "shut down" in (job.reason or "")
    assert node.tick() == 1
    job = node.wait(disturbed, "done")
    assert job.attempt == 2
    first, second = node.start_steps(disturbed)
    assert first == 0
    assert second >= 3, "its last step before the shut-down was saved"
    assert node.final_weights(disturbed) == node.final_weights(undisturbed)


def test_a_stop_saves_and_ends(node: Node) -> None:
    job_id = node.start(steps=100_000)
    node.wait(job_id, "running", step=3)
    with node.database.transaction() as session:
        control.stop(session, jobs.get(session, job_id))
    job = node.wait(job_id, "stopped")
    with node.database.session() as session:
        [newest, *_] = checkpoints.list_checkpoints(session, job_id)
    assert job.progress is not None
    assert newest.step == job.progress["step"]
