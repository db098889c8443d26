"""Generated datasets and mixtures through a worker, from the wish to the registered dataset."""

from __future__ import annotations

from typing import Any

import psutil
import pytest

from backend.core import dataset_uses, datasets, mixtures, tasks
from backend.core.mixtures import MixtureSpec
from backend.core.models import Dataset, Task
from minimind.generate import check_answer
from minimind.spec.rows import read_rows
from tests.faults.harness import Studio
from worker.options import WorkerOptions
from worker.work.node import NodeTasks

pytestmark = pytest.mark.slow


class Desk:
    """Queues work that makes datasets, and waits for it."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._node = NodeTasks(studio.settings, WorkerOptions(), studio.database)

    def generate(self, name: str, generator: str, **options: Any) -> str:
        request = {"generator": generator, "options": options, "name": name}
        with self.studio.database.transaction() as session:
            return tasks.create(session, "generate", f"Make {name}", request).id

    def mix(self, name: str, *parts: dict[str, Any], **options: Any) -> str:
        spec = MixtureSpec.model_validate({"name": name, "parts": parts, **options})
        with self.studio.database.transaction() as session:
            return mixtures.queue_mixture(session, spec).id

    def task(self, task_id: str) -> Task:
        with self.studio.database.session() as session:
            return tasks.get(session, task_id)

    def look(self) -> None:
        self._node.look_after(wait=True)

    def done(self, task_id: str) -> dict[str, Any]:
        """The result of a task."""

        def ended() -> bool:
            self.look()
            return self.task(task_id).state in ("done", "failed")

        self.studio.wait("the end of the task", ended)
        assert self.task(task_id).state == "done", self.task(task_id).error
        return self.task(task_id).result or {}

    def dataset(self, result: dict[str, Any]) -> Dataset:
        with self.studio.database.session() as session:
            return datasets.get(session, result["dataset_id"])


def test_problems_and_mixtures_become_datasets_with_a_lineage(sqlite_studio: Studio) -> None:
    desk = Desk(sqlite_studio)
    first = desk.done(desk.generate("sums", "arithmetic", rows=300))
    second = desk.done(desk.generate("letters", "letters", rows=100))
    again = desk.done(desk.generate("sums again", "arithmetic", rows=300))
    assert (first["created"], again["created"]) == (True, False)
    assert again["dataset_id"] == first["dataset_id"]
    sums = desk.dataset(first)
    assert (sums.name, sums.kind, sums.rows, sums.errors) == ("sums", "conversations", 300, 0)
    assert sums.origin == {
        "how": "generate", "generator": "arithmetic", "options": {"rows": 300},
    }  # fmt: skip

    parts = [{"dataset": first["dataset_id"], "weight": 1},
             {"dataset": second["dataset_id"], "weight": 1}]  # fmt: skip
    mixed = desk.done(desk.mix("both", *parts, repeat=True))
    both = desk.dataset(mixed)
    assert (both.rows, both.errors, both.warnings is not None) == (600, 0, True)
    assert mixed["notes"] == ["letters is used 3 times for its share."]
    assert both.origin["parts"] == parts and both.origin["seed"] == 1
    with sqlite_studio.database.session() as session:
        found = dataset_uses.sources(session, both)
        assert [source.name for source in found] == ["letters", "sums"]
    path = sqlite_studio.settings.dataset_path(both.id)
    for _, row in read_rows(path, "conversations"):
        assert check_answer(row, row["conversations"][1]["content"])

    outside = desk.dataset(desk.done(desk.mix("out", *parts, side="held_out", fraction=0.2)))
    inside = desk.dataset(desk.done(desk.mix("in", *parts, side="train", fraction=0.2)))
    words = [
        {str(row["conversations"]) for _, row in read_rows(path, "conversations")}
        for path in map(sqlite_studio.settings.dataset_path, (outside.id, inside.id))
    ]
    assert words[0] and words[1] and not words[0] & words[1]


def test_killed_in_the_middle_it_goes_on(sqlite_studio: Studio) -> None:
    desk = Desk(sqlite_studio)
    task_id = desk.generate("letters", "letters", rows=12_000)
    desk.look()

    def half() -> bool:
        told = desk.task(task_id).progress or {}
        return told.get("activity") == "Making rows" and told["done"] > 4_000

    sqlite_studio.wait("half of the rows", half)
    folder = str(sqlite_studio.settings.task_dir(task_id))
    working = [
        process
        for process in psutil.process_iter(["cmdline"])
        if {"minimind.work", folder} <= set(process.info["cmdline"] or ())
    ]
    for process in working:
        process.kill()
    assert working
    result = desk.done(task_id)
    assert desk.task(task_id).tries == 2
    assert desk.dataset(result).rows == 12_000
