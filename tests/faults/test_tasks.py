"""Tasks whose processes are killed, stopped, doubled: nothing is left, nothing is done twice."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from backend.core import tasks
from backend.core.models import Task
from tests.faults.harness import Studio, kill_group
from worker import processes
from worker.options import WorkerOptions
from worker.work.node import NodeTasks


class Desk:
    """What tests do to tasks, and what they look at."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._node = NodeTasks(studio.settings, WorkerOptions(), studio.database)

    def submit(self, file: str = "rows.jsonl", **behaviour: Any) -> str:
        """Queues the import of a file in the inbox; returns the task's id."""
        settings = self.studio.settings
        (settings.inbox_dir / file).write_text("words\n")
        with self.studio.database.transaction() as session:
            task = tasks.create(session, "import", "Import rows", {"inbox": file, "name": "rows"})
        settings.task_dir(task.id).mkdir(parents=True)
        (settings.task_dir(task.id) / "behaviour.json").write_text(json.dumps(behaviour))
        return task.id

    def look(self) -> int:
        return self._node.look_after(wait=True)

    def task(self, task_id: str) -> Task:
        with self.studio.database.session() as session:
            return tasks.get(session, task_id)

    def wait(self, task_id: str, *states: str) -> Task:
        self.studio.wait(f"{states}", lambda: self.task(task_id).state in states)
        return self.task(task_id)

    def wait_count(self, task_id: str, number: int) -> None:
        def reached() -> bool:
            return ((self.task(task_id).progress or {}).get("done") or -1) >= number

        self.studio.wait(f"number {number}", reached)

    def release(self, task_id: str) -> None:
        (self.studio.settings.task_dir(task_id) / "go").touch()

    def starts(self, task_id: str) -> list[str]:
        """From which number each start of the work went on."""
        return (self.studio.settings.task_dir(task_id) / "starts").read_text().split()

    def processes(self, task_id: str = "task-") -> list[psutil.Process]:
        return [
            process
            for process, marker in processes.all_marked()
            if marker.startswith(task_id)
            and self.studio.settings.task_dir(marker.rpartition(":")[0]).is_dir()
        ]

    def keeper(self, task_id: str) -> psutil.Process:
        """The process that looks after the task."""
        [found] = [p for p in self.processes(task_id) if "worker.work.run" in p.cmdline()]
        return found

    def child(self, task_id: str) -> psutil.Process:
        """The process that does the work."""
        [found] = [p for p in self.processes(task_id) if "fake_work" in p.cmdline()]
        return found


@pytest.fixture
def desk(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("MINIMIND_WORKER_WORK_MODULE", "fake_work")
    made = Desk(studio)
    yield made
    studio.wait("silence", lambda: not [p for p in made.processes() if lives(p)])


def lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_queued_task_is_claimed_worked_on_and_its_dataset_registered(desk: Desk) -> None:
    task_id = desk.submit()
    assert desk.look() == 1
    task = desk.wait(task_id, "done", "failed")
    assert (task.state, task.tries, task.error) == ("done", 1, None)
    assert task.result is not None and task.result["created"]
    path = desk.studio.settings.dataset_path(task.result["dataset_id"])
    assert len(path.read_text().splitlines()) == 20
    assert (desk.studio.settings.dataset_notes(task.result["dataset_id"]) / "report.json").exists()


def test_the_work_does_not_notice_that_the_worker_was_killed(
    desk: Desk, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    process = worker()  # there is no broker either: the timer starts the task
    task_id = desk.submit(hold_at=5)
    desk.wait_count(task_id, 5)
    kill_group(process)
    desk.release(task_id)
    task = desk.wait(task_id, "done", "failed")
    assert (task.state, task.tries) == ("done", 1)
