"""A studio's node for tests: real database, real processes, a trainer without torch."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import psutil
from sqlalchemy import select

from backend.core import control, curves, datasets, db, jobs
from backend.core.jobs import JobSpec
from backend.core.models import Attempt, Checkpoint, Job, Node
from backend.core.settings import REPOSITORY, Settings
from minimind.spec import RunDir
from worker import processes
from worker.inventory import FakeInventory
from worker.options import WorkerOptions
from worker.tick import Tick

PATIENCE_S = 60.0


class Studio:
    """What tests do to a node, and what they look at."""

    def __init__(self, settings: Settings, database: db.Database) -> None:
        self.settings = settings
        self.database = database
        self.gpus = 0
        self._heartbeat: datetime | None = None
        upload = datasets.receive(settings, [b'{"text": "words"}\n'])
        with database.transaction() as session:
            self._dataset = datasets.store(session, settings, upload, name="words")[0].id

    def submit(
        self,
        steps: int = 30,
        *,
        hold_at: int | None = None,
        behaviour: dict[str, Any] | None = None,
        **spec: Any,
    ) -> str:
        """Submits a pretraining of so many steps (a checkpoint every 10); returns its id.

        At step ``hold_at`` it waits until it is stopped or released.
        """
        with self.database.transaction() as session:
            job, _ = jobs.submit(session, JobSpec.parse(self.spec(steps, **spec)))
        self.behave(job.id, hold_at=hold_at, **(behaviour or {}))
        return job.id

    def spec(self, steps: int, **spec: Any) -> dict[str, Any]:
        """What to submit for a pretraining of so many steps, a checkpoint every 10."""
        return {
            "stage": "pretrain",
            "model": "nano",
            "dataset": self._dataset,
            "recipe": {"max_steps": steps, "checkpoint_every": 10},
            **spec,
        }

    def behave(self, job_id: str, **behaviour: Any) -> None:
        """Sets the ways of the fake trainer before it starts."""
        directory = self.settings.run_dir(job_id)
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "behaviour.json").write_text(json.dumps(behaviour))

    def ids(self, *statuses: str) -> list[str]:
        """Jobs in these states."""
        with self.database.session() as session:
            return list(session.scalars(select(Job.id).where(Job.status.in_(statuses))))

    def release(self, job_id: str) -> None:
        """Lets a run go on that waits at ``hold_at``."""
        (self.settings.run_dir(job_id) / "go").touch()

    def tick(self) -> int:
        """One tick in this process; returns the number of supervisors it started."""
        inventory = FakeInventory(self.gpus)
        return Tick(self.settings, WorkerOptions(), self.database, inventory).run(wait=True)

    def job(self, job_id: str) -> Job:
        with self.database.session() as session:
            return jobs.get(session, job_id)

    def attempt(self, job_id: str) -> Attempt:
        """The present one."""
        with self.database.session() as session:
            return jobs.attempts(session, job_id)[-1]

    def run_dir(self, job_id: str) -> RunDir:
        return RunDir(self.settings.run_dir(job_id))

    def steps(self, job_id: str, attempt: int | None = None) -> list[int]:
        """The steps of all stored metrics, in the order they were stored."""
        with self.database.session() as session:
            return curves.steps(session, job_id, attempt)

    def final_value(self, job_id: str) -> str:
        """The weights that the run ended with."""
        query = select(Checkpoint).where(Checkpoint.job_id == job_id, Checkpoint.final)
        with self.database.session() as session:
            return session.scalars(query).one().sha256

    def stop(self, job_id: str, *, force: bool = False) -> None:
        with self.database.transaction() as session:
            control.stop(session, jobs.get(session, job_id), force=force)

    def heartbeat_moved(self) -> bool:
        """Whether the node was heard of since this was last asked."""
        with self.database.session() as session:
            moment = session.get_one(Node, self.settings.node_name).heartbeat_at
        moved = self._heartbeat not in (None, moment)
        self._heartbeat = moment
        return moved

    def wait(self, what: str, condition: Callable[[], object]) -> None:
        """Waits until it holds; fails with the logs when it does not."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"{what} did not happen.\n{self.logs()}")
            time.sleep(0.02)

    def wait_status(self, job_id: str, *statuses: str) -> Job:
        self.wait(f"status {statuses}", lambda: self.job(job_id).status in statuses)
        return self.job(job_id)

    def wait_step(self, job_id: str, step: int) -> None:
        self.wait(f"step {step}", lambda: max(self.steps(job_id), default=0) >= step)

    def supervisor(self, job_id: str) -> psutil.Process:
        self.wait("registration", lambda: self.attempt(job_id).pid)
        pid = self.attempt(job_id).pid
        assert pid is not None
        return psutil.Process(pid)

    def trainers(self, job_id: str) -> list[psutil.Process]:
        """Processes that run the fake trainer for the job, launchers left out."""
        argv = ["-m", "fake_trainer"]  # torchrun puts -u before it
        return [p for p in self.processes(job_id) if argv in (p.cmdline()[1:3], p.cmdline()[2:4])]

    def processes(self, job_id: str | None = None) -> list[psutil.Process]:
        """Every process of the job, or of any job of this studio."""
        return [
            process
            for process, marker in processes.all_marked()
            if marker.startswith(f"{job_id}:" if job_id else "job-")
            and self.settings.run_dir(marker.rpartition(":")[0]).is_dir()
        ]

    def run_module(self, *argv: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *argv],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def logs(self) -> str:
        paths = [*self.settings.logs_dir.glob("*"), *self.settings.runs_dir.glob("*/log-*")]
        return "\n".join(f"--- {path}\n{path.read_text('utf-8', 'replace')}" for path in paths)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """kill -9 of a worker with its pool."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def uninterrupted_value(steps: int) -> str:
    """What the fake trainer's weights are after so many steps without any fault."""
    value = ""
    for step in range(1, steps + 1):
        value = hashlib.sha256(f"{value}{step}".encode()).hexdigest()
    return value
