"""Downloads through a worker: killed, told to end, and taken up again, on a fake hub."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from backend.core import catalogue, datasets, tasks
from backend.core.catalogue import DownloadSpec
from backend.core.models import Task
from minimind.spec.hubs import HUB_NAMES, HubName
from tests.faults.harness import Studio
from tests.minimind.hub.fake_hub import COMMIT, REPOSITORY, FakeHub, serving
from worker import processes
from worker.options import WorkerOptions
from worker.work.node import NodeTasks

pytestmark = pytest.mark.slow

CONTENT = b"".join(b'{"text": "row number %d"}\n' % number for number in range(20_000))


class Desk:
    """Queues downloads of one file, and looks at them."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._node = NodeTasks(studio.settings, WorkerOptions(), studio.database)

    def submit(self, name: HubName = "modelscope") -> str:
        spec = DownloadSpec(hub=name, repository=REPOSITORY, path="data/large.jsonl")
        with self.studio.database.transaction() as session:
            task_id = catalogue.queue_download(session, self.studio.settings, spec).id
        self.look()
        return task_id

    def look(self) -> None:
        self._node.look_after(wait=True)

    def task(self, task_id: str) -> Task:
        with self.studio.database.session() as session:
            return tasks.get(session, task_id)

    def wait(self, what: str, task_id: str, holds: Callable[[Task], bool]) -> Task:
        self.studio.wait(what, lambda: holds(self.task(task_id)))
        return self.task(task_id)

    def wait_for_bytes(self, task_id: str, least: int) -> None:
        def come(task: Task) -> bool:
            told = task.progress or {}
            return told.get("activity", "").startswith("Downloading") and told["done"] >= least

        self.wait(f"{least} bytes", task_id, come)

    def kill(self, task_id: str) -> None:
        """The process that downloads, at once."""
        [found] = [p for p in self._processes(task_id) if "minimind.work" in p.cmdline()]
        found.kill()

    def _processes(self, task_id: str) -> list[psutil.Process]:
        return [p for p, marker in processes.all_marked() if marker.startswith(task_id)]


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving(FakeHub()) as made:
        made.add("data/large.jsonl", CONTENT)
        yield made


@pytest.fixture
def desk(hub: FakeHub, sqlite_studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in HUB_NAMES:
        monkeypatch.setenv(f"MINIMIND_HUB_{name.upper()}", hub.hub_address)
    monkeypatch.setenv("MINIMIND_HUB_HOSTS", "localhost")
    return Desk(sqlite_studio)


@pytest.mark.parametrize("name", HUB_NAMES)
def test_a_killed_download_goes_on_where_it_was_and_becomes_a_dataset(
    desk: Desk, hub: FakeHub, name: HubName
) -> None:
    hub.stalls_after = 100_000
    task_id = desk.submit(name)
    desk.wait_for_bytes(task_id, 90_000)
    before = len(hub.asked("store"))
    hub.stalls_after = None
    desk.kill(task_id)
    desk.wait("another start", task_id, lambda task: task.tries > 1 or task.state == "queued")
    desk.look()
    task = desk.wait("the end", task_id, lambda task: task.state in ("done", "failed"))
    assert task.state == "done", task.error
    [note] = hub.asked("store")[before:]
    assert note.range is not None and int(note.range[6:-1]) >= 90_000
    assert task.result is not None
    for part in (REPOSITORY, "data/large.jsonl", COMMIT):
        assert part in task.result["notes"][0]
    with desk.studio.database.session() as session:
        dataset = datasets.get(session, task.result["dataset_id"])
        path = desk.studio.settings.dataset_path(dataset.id)
        assert (dataset.filename, dataset.rows) == ("large.jsonl", 20_000)
        assert dataset.origin["how"] == "download" and dataset.origin["repository"] == REPOSITORY
    assert path.read_bytes() == CONTENT


def test_a_cancelled_download_ends_soon_in_a_silent_line(desk: Desk, hub: FakeHub) -> None:
    hub.stalls_after = 50_000
    task_id = desk.submit()
    desk.wait_for_bytes(task_id, 40_000)
    with desk.studio.database.transaction() as session:
        tasks.cancel(session, tasks.get(session, task_id))
    begun = time.monotonic()
    desk.wait("the end", task_id, lambda task: task.state == "cancelled")
    assert time.monotonic() - begun < 10  # without it, the line's silence alone takes 15 seconds


def test_a_refused_download_fails_in_words_and_may_be_tried_again(desk: Desk, hub: FakeHub) -> None:
    hub.token = "somebody-elses"
    task_id = desk.submit()
    task = desk.wait("the end", task_id, lambda task: task.state == "failed")
    assert task.error is not None and "token" in task.error["remedy"]
    hub.token = None
    with desk.studio.database.transaction() as session:
        tasks.retry(session, tasks.get(session, task_id))
    desk.look()
    assert desk.wait("the end", task_id, lambda task: task.state != "running").state == "done"
