"""Pipelines are submitted whole or not at all, and what is wrong is named by its place."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.errors import Conflict
from backend.core.models import Job
from backend.core.pipelinespec import StageSpec, starting_order
from minimind.spec import SpecError
from tests.backend.core.pipelines.line import Line


def test_priority_and_hold_of_the_whole(sqlite_line: Line) -> None:
    spec = sqlite_line.row("pretrain", "sft", "dpo") | {"priority": 7, "hold": True}
    spec["stages"][1]["job"]["priority"] = 0
    jobs = sqlite_line.jobs(sqlite_line.submit(spec))
    assert [job.priority for job in jobs.values()] == [7, 0, 7]
    assert [job.held for job in jobs.values()] == [True, False, False]  # the others wait anyway


def edit(spec: Any, place: str, value: Any) -> None:
    *path, last = place.split(".")
    for part in path:
        spec = spec[int(part) if part.isdigit() else part]
    spec[last] = value


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [
        ("stages", [], "stages"),
        ("name", "a/b", "name"),
        ("colour", "red", "colour"),
        ("priority", 101, "priority"),
        ("stages.2.after", "nothing", "stages.2.after"),
        ("stages.2.after", "dpo", "stages.2.after"),  # itself
        ("stages.1.after", "reason", "stages.1.after"),  # a circle
        ("stages.0.after", "reason", "stages.0.after"),
        ("stages.3.key", "sft", "stages.3.key"),
        ("stages.3.key", "a b", "stages.3.key"),
        ("stages.2.after", "pretrain", "stages.2.after"),  # dpo cannot start from it
        ("stages.1.job.model", "small", "stages.1.after"),  # of another size
        ("stages.1.job.parent", "job-x", "stages.1.job.parent"),
        ("stages.0.parent", "ckpt-nosuchone00", "stages.0.parent"),
        ("stages.1.job.dataset", "ds-nosuchdataset", "stages.1.job.dataset"),
        ("stages.2.job.recipe", {"learning_rate": 2}, "stages.2.job.recipe.learning_rate"),
        ("stages.3.job.gpus", 8, "stages.3.job.gpus"),
        ("stages.3.job.name", "a;b", "stages.3.job.name"),
    ],
)
def test_a_mistake_names_its_place_and_nothing_is_queued(
    sqlite_line: Line, place: str, value: Any, field: str
) -> None:
    spec = sqlite_line.row()
    edit(spec, place, value)
    assert sqlite_line.refused(spec).field == field


def test_two_things_to_start_from(sqlite_line: Line) -> None:
    spec = sqlite_line.row()
    spec["stages"][1] |= {"after": "pretrain", "parent": "ckpt-x"}
    assert sqlite_line.refused(spec).field == "stages.1.after"


def test_the_first_stage_needs_a_model_where_its_kind_does(sqlite_line: Line) -> None:
    error = sqlite_line.refused(sqlite_line.row("sft", "dpo"))
    assert error.field == "stages.0.parent"


def test_the_words_of_a_circle_name_its_stages(sqlite_line: Line) -> None:
    spec = sqlite_line.row()
    spec["stages"][1]["after"] = "dpo"
    error = sqlite_line.refused(spec)
    assert error.message == "The stages 'sft', 'dpo' wait for one another."


def test_a_pipeline_has_at_most_32_stages(sqlite_line: Line) -> None:
    stages = [{"key": f"s{i}", "job": sqlite_line.job("pretrain")} for i in range(33)]
    assert sqlite_line.refused({"stages": stages}).field == "stages"
    assert len(sqlite_line.jobs(sqlite_line.submit({"stages": stages[:32]}))) == 32


@given(st.lists(st.integers(min_value=-1, max_value=7), min_size=1, max_size=8))
def test_any_graph_is_ordered_or_refused(parents: list[int]) -> None:
    """Against another way to find circles: follow each stage's parents to an end."""
    job: Any = {"stage": "pretrain", "model": "nano", "dataset": "ds-x"}
    count = len(parents)
    edges = [p if p < count else -1 for p in parents]
    stages = [
        StageSpec.model_validate(
            {"key": f"k{i}", "job": job, **({"after": f"k{p}"} if p >= 0 else {"parent": "ckpt-x"})}
        )
        for i, p in enumerate(edges)
    ]

    def ends(i: int) -> bool:
        for _ in range(count):
            if i < 0:
                return True
            i = edges[i]
        return i < 0

    if all(ends(i) for i in range(count)):
        order = starting_order(stages)
        assert sorted(order) == list(range(count))
        assert [order[i] for i in range(count)] == [p if p >= 0 else None for p in edges]
        places = {stage: place for place, stage in enumerate(order)}
        assert all(p is None or places[p] < places[i] for i, p in order.items())
    else:
        with pytest.raises(SpecError) as caught:
            starting_order(stages)
        field = str(caught.value.field).split(".")
        assert field[0] == "stages" and field[2] == "after" and not ends(int(field[1]))


def test_the_same_request_gives_the_same_pipeline(line: Line) -> None:
    spec = line.row("pretrain", "sft")
    barrier = threading.Barrier(8)
    ids: list[str] = []

    def send() -> None:
        barrier.wait()
        ids.append(line.submit(spec, key="once").id)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8 and len(set(ids)) == 1
    with line.studio.database.session() as session:
        assert session.query(Job).count() == 2
    with pytest.raises(Conflict, match=ids[0]):
        line.submit(spec | {"name": "other"}, key="once")
