"""Cloning: what a clone asks for, how changes are merged, and that it stands alone."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core import cloning, jobs, pipelines
from backend.core.errors import Conflict
from backend.core.jobspec import JobSpec
from backend.core.models import Job
from backend.core.pipelinespec import PipelineSpec
from minimind.spec import SpecError


def clone(studio: Any, job: Job, key: str | None = None, **changes: Any) -> Job:
    with studio.database.transaction() as session:
        original = jobs.get(session, job.id)
        return cloning.clone(session, original, changes, idempotency_key=key)[0]


@pytest.mark.parametrize(
    ("target", "patch", "merged"),
    [
        # The examples of RFC 7386, appendix A, that have objects on both sides.
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_changes_are_merged_as_a_merge_patch(target: Any, patch: Any, merged: Any) -> None:
    before = repr(target)
    assert cloning.merge(target, patch) == merged
    assert repr(target) == before


def test_a_clone_asks_for_the_same(studio: Any) -> None:
    parent = studio.trained()
    asked = {"name": "one", "recipe": {"epochs": 3}, "processes": 2, "priority": 4, "hold": True}
    job = studio.submit(parent=parent.id, **asked)
    made = clone(studio, job)
    assert made.id != job.id and made.cloned_from == job.id
    for field in ("name", "stage", "model", "dataset_id", "recipe", "processes", "priority"):
        assert getattr(made, field) == getattr(job, field), field
    assert made.parent_checkpoint_id == job.parent_checkpoint_id is not None
    assert (made.status, made.attempt, made.held) == ("queued", 0, False)


def test_changes_are_merged_key_by_key_and_null_removes(studio: Any) -> None:
    recipe = {"epochs": 3, "learning_rate": 0.01}
    job = studio.submit(name="one", preset="starter-pretrain", recipe=recipe, processes=2)
    changes = {"recipe": {"seed": 5, "learning_rate": None}, "name": "two", "processes": None}
    made = clone(studio, job, **changes)
    assert made.spec["recipe"] == {"epochs": 3, "seed": 5}
    assert made.recipe["learning_rate"] == 2e-3  # the preset's again
    assert (made.name, made.processes) == ("two", 1)


def test_a_null_of_the_original_survives(sqlite_studio: Any) -> None:
    """It overrides the preset's limit; only a null among the changes removes."""
    job = sqlite_studio.submit(preset="starter-pretrain", recipe={"max_steps": None})
    assert clone(sqlite_studio, job, name="again").recipe["max_steps"] is None


def test_a_clone_begins_with_what_the_original_had_to_change(studio: Any) -> None:
    job = studio.submit(recipe={"micro_batch": 16, "epochs": 2})
    with studio.database.transaction() as session:
        stored = jobs.get(session, job.id)
        entry = {"attempt": 2, "field": "recipe.micro_batch", "old": 16, "new": 8}
        more = {"attempt": 3, "field": "processes", "old": 1, "new": 2, "why": "asked"}
        stored.adjustments = [entry | {"why": "out_of_memory"}, more]
    made = clone(studio, job, recipe={"epochs": 4})
    assert (made.recipe["micro_batch"], made.recipe["epochs"], made.processes) == (8, 4, 2)
    assert made.adjustments == []


def test_the_clone_of_a_pipelines_stage_stands_alone(studio: Any) -> None:
    def stage(name: str, kind: str) -> dict[str, Any]:
        data = studio.dataset(kind).id
        return {"key": name, "job": {"stage": name, "model": "nano", "dataset": data}}

    spec = {"stages": [stage("pretrain", "text"), stage("sft", "conversations")]}
    with studio.database.transaction() as session:
        pipeline, _ = pipelines.submit(session, PipelineSpec.parse(spec))
        first, second = pipelines.jobs_of(session, [pipeline])[pipeline.id]
    made = clone(studio, second)
    assert made.pipeline_id is None and made.pipeline_key is None
    assert made.parent_job_id == first.id and first.id in str(made.reason)
    with studio.database.session() as session:
        assert len(pipelines.jobs_of(session, [pipeline])[pipeline.id]) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recipe": {"learning_rate": 7}}, "changes.recipe.learning_rate"),
        ({"recipe": {"epoch": 7}}, "changes.recipe.epoch"),
        ({"recipe": 7}, "changes.recipe"),
        ({"gpus": 8}, "changes.gpus"),
        ({"colour": "red"}, "changes.colour"),
        ({"dataset": None}, "changes.dataset"),
        ({"stage": "dream"}, "changes.stage"),
        ({"stage": "sft"}, "dataset"),  # which was not changed, and does not fit any more
        ({"name": "a/b"}, "changes.name"),
    ],
)
def test_a_mistake_names_the_change(
    sqlite_studio: Any, changes: dict[str, Any], field: str
) -> None:
    job = sqlite_studio.submit()
    with pytest.raises(SpecError) as caught:
        clone(sqlite_studio, job, **changes)
    assert caught.value.field == field
    with sqlite_studio.database.session() as session:
        assert session.query(Job).count() == 1


def test_the_same_request_gives_the_same_clone(studio: Any) -> None:
    job = studio.submit()
    first = clone(studio, job, key="once", recipe={"epochs": 2})
    assert clone(studio, job, key="once", recipe={"epochs": 2}).id == first.id
    with pytest.raises(Conflict, match=first.id):
        clone(studio, job, key="once", recipe={"epochs": 3})
    with pytest.raises(Conflict):
        clone(studio, first, key="once", recipe={"epochs": 2})  # of another job
    with pytest.raises(Conflict):
        studio.submit(key="once", **JobSpec.parse(first.spec).model_dump())
