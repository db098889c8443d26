"""Tasks whose processes are killed, stopped, doubled: nothing is left, nothing is done twice."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from backend.core import datasets, task_queue, tasks
from backend.core.models import Task
from tests.faults.harness import Studio, kill_group
from tests.faults.services import AWAY_S
from worker import processes
from worker.options import WorkerOptions
from worker.work.node import NodeTasks


class Desk:
    """What tests do to tasks, and what they look at."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        with studio.database.session() as session:
            self.there_before = {row.id for row in datasets.list_datasets(session)}
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
        (self.folder(task_id) / "go").touch()

    def starts(self, task_id: str) -> list[str]:
        """From which number each start of the work went on."""
        return (self.folder(task_id) / "starts").read_text().split()

    def processes(self, task_id: str = "task-") -> list[psutil.Process]:
        return [
            process
            for process, marker in processes.all_marked()
            if marker.startswith(task_id)
            and self.studio.settings.task_dir(marker.rpartition(":")[0]).is_dir()
        ]

    def keeper(self, task_id: str) -> psutil.Process:
        """The process that looks after the task."""
        return self._running(task_id, "worker.work.run")

    def child(self, task_id: str) -> psutil.Process:
        """The process that does the work."""
        return self._running(task_id, "fake_work")

    def folder(self, task_id: str) -> Path:
        return self.studio.settings.task_dir(task_id)

    def _running(self, task_id: str, module: str) -> psutil.Process:
        [found] = [p for p in self.processes(task_id) if module in p.cmdline()]
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


def test_a_broker_that_is_away_and_a_killed_worker_cost_the_work_nothing(
    desk: Desk, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    process = worker()  # there is no broker: the timer starts the task
    task_id = desk.submit(hold_at=5)
    desk.wait_count(task_id, 5)
    kill_group(process)
    desk.release(task_id)
    task = desk.wait(task_id, "done", "failed")
    assert (task.state, task.tries) == ("done", 1)


def test_a_task_whose_keeper_was_killed_goes_on_from_where_it_was(desk: Desk) -> None:
    task_id = desk.submit(hold_at=5)
    desk.look()
    desk.wait_count(task_id, 5)
    kill(desk, desk.keeper(task_id))
    old = [process for process in desk.processes(task_id) if lives(process)]
    assert len(old) == 2, "the work and its child must outlive the keeper, or this shows nothing"
    assert desk.look() == 1
    assert not any(lives(process) for process in old)
    assert "goes on from where it was" in (desk.task(task_id).note or "")
    desk.wait_count(task_id, 5)
    assert desk.starts(task_id) == ["0", "5"]
    desk.release(task_id)
    task = desk.wait(task_id, "done", "failed")
    assert (task.state, task.tries, task.restarts) == ("done", 2, 1)


def test_work_that_was_killed_is_started_again(desk: Desk) -> None:
    task_id = desk.submit(hold_at=5)
    desk.look()
    desk.wait_count(task_id, 5)
    desk.child(task_id).kill()
    task = desk.wait(task_id, "queued", "failed")
    assert "killed by signal 9 (SIGKILL)" in (task.note or "")
    desk.look()
    desk.wait_count(task_id, 5)
    assert desk.starts(task_id) == ["0", "5"]
    desk.release(task_id)
    assert desk.wait(task_id, "done", "failed").state == "done"


def test_work_that_is_killed_again_and_again_is_given_up(desk: Desk) -> None:
    task_id = desk.submit(die_at=3)
    for number in range(1, 5):
        assert desk.look() == 1
        desk.wait(task_id, "queued", "failed")
        assert desk.task(task_id).tries == number
    task = desk.task(task_id)
    assert task.state == "failed" and task.error is not None
    assert task.error["code"] == "given_up" and "4" in task.error["message"]
    assert desk.look() == 0


def test_a_users_mistake_ends_the_task_with_its_line_and_is_never_tried_again(desk: Desk) -> None:
    task_id = desk.submit(mistake_at=3)
    desk.look()
    task = desk.wait(task_id, "failed", "done", "queued")
    assert (task.state, task.tries) == ("failed", 1) and task.error is not None
    assert (task.error["line"], task.error["field"]) == (7, "file")
    assert task.error["remedy"] == "Choose another."


def test_a_fault_ends_the_task_with_its_last_words(desk: Desk) -> None:
    task_id = desk.submit(crash_at=3)
    desk.look()
    task = desk.wait(task_id, "failed", "done", "queued")
    assert (task.state, task.tries) == ("failed", 1) and task.error is not None
    assert "RuntimeError: a fault" in task.error["message"]


@pytest.mark.parametrize("stubborn", [False, True])
def test_a_cancelled_task_ends_and_leaves_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, stubborn: bool
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_TASK_STOP_S", "0.3" if stubborn else "20")
    task_id = desk.submit(hold_at=5, ignore_stop=stubborn)
    desk.look()
    desk.studio.wait("the work", lambda: len(desk.processes(task_id)) == 3)
    with desk.studio.database.transaction() as session:
        tasks.cancel(session, tasks.get(session, task_id))
    assert desk.wait(task_id, "cancelled", "done", "failed").state == "cancelled"
    desk.studio.wait("the end of its files", lambda: not desk.folder(task_id).exists())
    with desk.studio.database.session() as session:
        assert {row.id for row in datasets.list_datasets(session)} == desk.there_before


def test_a_result_that_was_not_stored_yet_is_stored_by_the_next_try(desk: Desk) -> None:
    task_id = desk.submit(hold_at=5)
    desk.look()
    desk.wait_count(task_id, 5)
    keeper = desk.keeper(task_id)
    keeper.suspend()
    desk.release(task_id)
    desk.studio.wait("the result", (desk.folder(task_id) / "result.json").exists)
    starts = desk.folder(task_id) / "starts"
    assert starts.read_text().split() == ["0"]
    kill(desk, keeper)
    starts.rename(desk.studio.settings.data_dir / "starts")
    desk.look()
    assert desk.wait(task_id, "done", "failed").state == "done"
    assert not starts.exists(), "the work was done again"


def test_the_keeper_of_a_task_that_others_took_over_may_not_write(desk: Desk) -> None:
    task_id = desk.submit(hold_at=5)
    desk.look()
    desk.wait_count(task_id, 5)
    old = desk.keeper(task_id)
    old.suspend()
    with desk.studio.database.transaction() as session:  # as another node would
        task_queue.give_back(session, tasks.get(session, task_id), 1, "The machine was lost")
    old.resume()
    desk.studio.wait("the old one's end", lambda: not desk.processes(task_id))
    assert (desk.task(task_id).state, desk.task(task_id).tries) == ("queued", 1)
    desk.release(task_id)
    desk.look()
    task = desk.wait(task_id, "done", "failed")
    assert (task.state, task.tries) == ("done", 2)


def test_a_task_goes_on_after_the_machine_was_restarted(desk: Desk) -> None:
    task_id = desk.submit(hold_at=5)
    desk.look()
    desk.wait_count(task_id, 5)
    for process in desk.processes(task_id):
        process.suspend()  # so that none has time to see another go
    for process in desk.processes(task_id):
        kill(desk, process)
    with desk.studio.database.transaction() as session:
        tasks.get(session, task_id).boot_id = "another"
    desk.release(task_id)
    assert desk.look() == 1
    assert "The machine was restarted" in (desk.task(task_id).note or "done")
    assert desk.wait(task_id, "done", "failed").state == "done"


def test_a_shut_down_gives_tasks_back_and_counts_against_nobody(desk: Desk) -> None:
    task_id = desk.submit(hold_at=5)
    desk.look()
    desk.wait_count(task_id, 5)
    assert desk.studio.run_module("worker.shutdown").returncode == 0
    assert not [process for process in desk.processes(task_id) if lives(process)]
    task = desk.task(task_id)
    assert (task.state, task.restarts) == ("queued", 0)
    desk.release(task_id)
    desk.look()
    assert desk.wait(task_id, "done", "failed").tries == 2


def test_a_disk_that_fills_up_ends_the_task_which_later_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    task_id = desk.submit(hold_at=5)
    with monkeypatch.context() as patch:
        patch.setenv("MINIMIND_MIN_FREE_BYTES", str(2**60))  # for the process that is started now
        desk.look()
        task = desk.wait(task_id, "failed", "done", "queued")
    assert task.state == "failed" and task.error is not None
    assert task.error["code"] == "disk_full" and "MiB" in task.error["message"]
    desk.release(task_id)
    with desk.studio.database.transaction() as session:
        tasks.retry(session, tasks.get(session, task_id))
    desk.look()
    assert desk.wait(task_id, "done", "failed").state == "done"


def test_nothing_starts_on_a_full_disk_and_what_waits_says_so(desk: Desk) -> None:
    settings = desk.studio.settings.model_copy(update={"min_free_bytes": 2**60})
    full = NodeTasks(settings, WorkerOptions(), desk.studio.database)
    task_id = desk.submit()
    assert full.look_after(wait=True) == 0
    assert "Waits for space" in (desk.task(task_id).note or "")
    assert desk.look() == 1
    assert desk.wait(task_id, "done", "failed").note is None


def test_one_heavy_task_at_a_time_in_order_and_previews_beside_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_TASKS", "1")
    desk = Desk(desk.studio)
    first = desk.submit(hold_at=5)
    second, third = desk.submit("b.jsonl", count=5), desk.submit("c.jsonl", count=6)
    assert desk.look() == 1
    with desk.studio.database.transaction() as session:
        preview = tasks.create(session, "preview", "Look", {"inbox": "b.jsonl"}).id
    assert desk.look() == 1
    assert desk.wait(preview, "done", "failed").state == "done"
    assert desk.task(first).state == "running"
    assert {desk.task(second).state, desk.task(third).state} == {"queued"}
    desk.release(first)
    for task_id in (first, second, third):
        assert desk.wait(task_id, "done", "failed").state == "done"
        desk.look()
    started = [desk.task(task_id).started_at for task_id in (first, second, third)]
    assert None not in started and started == sorted(started, key=str)


def test_a_look_that_comes_five_times_starts_a_task_once(desk: Desk) -> None:
    task_id = desk.submit(hold_at=5)
    barrier = threading.Barrier(5)
    started: list[int] = []

    def look() -> None:
        barrier.wait()
        started.append(desk.look())

    threads = [threading.Thread(target=look) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(started) == [0, 0, 0, 0, 1]
    desk.wait_count(task_id, 5)
    assert desk.starts(task_id) == ["0"]
    desk.release(task_id)
    assert desk.wait(task_id, "done", "failed").tries == 1


@pytest.mark.slow
@pytest.mark.postgres
def test_work_goes_on_while_the_database_is_away_and_its_result_is_stored_later(
    postgres_studio: Studio, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_WORKER_WORK_MODULE", "fake_work")
    server = request.getfixturevalue("postgres_server")
    desk = Desk(postgres_studio)
    task_id = desk.submit(hold_at=5)
    desk.look()
    desk.wait_count(task_id, 5)
    server.stop()
    try:
        desk.release(task_id)
        desk.studio.wait("the result", (desk.folder(task_id) / "result.json").exists)
        time.sleep(AWAY_S)
    finally:
        server.start()
    task = desk.wait(task_id, "done", "failed", "queued")
    assert (task.state, task.tries) == ("done", 1)
    desk.studio.wait("silence", lambda: not [p for p in desk.processes() if lives(p)])


def kill(desk: Desk, process: psutil.Process) -> None:
    process.kill()
    desk.studio.wait("its death", lambda: not lives(process))
