"""submit(): what is refused and in which words, what is stored, and that a retry stores nothing."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backend.core import jobs
from backend.core.errors import Conflict, http_status
from backend.core.jobspec import JobSpec
from backend.core.models import Job, Node
from minimind.spec import SpecError, size_config


def refused(studio: Any, **spec: Any) -> SpecError:
    with pytest.raises(SpecError) as caught:
        studio.submit(**spec)
    assert http_status(caught.value) == 422
    with studio.database.session() as session:
        assert session.query(Job).filter_by(name="refused").count() == 0
    return caught.value


def test_what_is_stored_is_complete(studio: Any) -> None:
    dataset = studio.dataset(name="Tales")
    job = studio.job(
        studio.submit(dataset=dataset.id, preset="starter-pretrain", recipe={"epochs": 3})
    )
    assert job.name == "nano pretrain on Tales"
    assert job.status == "queued"
    assert job.spec["recipe"] == {"epochs": 3}  # as submitted
    assert job.recipe["epochs"] == 3  # resolved: the user's, the preset's, the stage's default
    assert (job.recipe["seq_len"], job.recipe["weight_decay"]) == (128, 0.01)
    assert job.id.startswith("job-") and len(job.id) == 16


def test_a_name_is_composed_and_trimmed(studio: Any) -> None:
    assert (
        studio.submit(name="  cafe\u0301 \U0001f600 第一次 ").name == "caf\u00e9 \U0001f600 第一次"
    )


@pytest.mark.parametrize(
    "name", ["x" * 101, "-rf", "a/b", "a\\b", "a\nb", "a\x00b", "\u202egnp.exe"]
)
def test_names_that_would_mislead_are_refused(sqlite_studio: Any, name: str) -> None:
    assert refused(sqlite_studio, name=name).field == "name"


def test_a_made_up_name_is_never_too_long(sqlite_studio: Any) -> None:
    dataset = sqlite_studio.dataset(name="d" * 100)
    assert len(sqlite_studio.submit(dataset=dataset.id).name) == 100


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stage": "dream"}, "stage"),
        ({"model": "huge"}, "model"),
        ({"preset": "best"}, "preset"),
        ({"preset": "sft"}, "preset"),  # of another stage
        ({"recipe": {"epoch": 1}}, "recipe.epoch"),
        ({"recipe": {"learning_rate": -1}}, "recipe.learning_rate"),
        ({"recipe": {"stage": "sft"}}, "recipe.stage"),
        ({"dataset": "ds-nosuchdataset"}, "dataset"),
        ({"dataset": "\x00"}, "dataset"),
        ({"gpus": -1}, "gpus"),
        ({"gpus": 1, "processes": 2}, "processes"),
        ({"processes": 0}, "processes"),
        ({"processes": 65}, "processes"),
        ({"colour": "red"}, "colour"),
        ({"parent": "job-nosuchjob000"}, "parent"),
        ({"parent": "ckpt-nosuchone00"}, "parent"),
        ({"parent": "\x00"}, "parent"),
        ({"stage": "sft"}, "parent"),  # needs one
    ],
)
def test_a_mistake_names_its_field(studio: Any, changes: dict[str, Any], field: str) -> None:
    spec = {"stage": "pretrain", "name": "refused"} | changes
    if "dataset" not in spec:
        kind = "conversations" if spec["stage"] == "sft" else "text"
        spec["dataset"] = studio.dataset(kind).id
    assert refused(studio, **spec).field == field


def test_a_dataset_of_the_wrong_kind(studio: Any) -> None:
    error = refused(studio, dataset=studio.dataset("conversations", "Chats").id)
    assert error.field == "dataset"
    assert error.message == "'Chats' holds rows of kind conversations; stage pretrain needs text."


def test_more_gpus_than_any_node_has(studio: Any) -> None:
    studio.node("box-a", gpus=1)
    studio.node("box-b", gpus=2)
    assert studio.submit(gpus=2).gpus == 2
    error = refused(studio, gpus=3)
    assert error.field == "gpus"
    assert error.message == "No node has 3 GPUs: box-a has 1 GPU, box-b has 2 GPUs."


def test_before_any_node_is_known(studio: Any) -> None:
    with studio.database.transaction() as session:
        session.delete(session.get_one(Node, "box-a"))
    assert studio.submit().gpus == 0
    assert "none is known yet" in refused(studio, gpus=1).message


def test_a_parent_of_another_shape(studio: Any) -> None:
    parent = studio.submit(model="small")
    error = refused(studio, parent=parent.id)
    assert error.field == "parent"
    assert error.message == f"{parent.id} is a small model, this job asks for nano."
    assert size_config("small").shape_difference(size_config("nano"))


def test_a_parent_of_a_stage_that_does_not_fit(studio: Any) -> None:
    pretrained = studio.trained()
    tuned = studio.submit(parent=pretrained.id)
    error = refused(studio, stage="pretrain", parent=tuned.id)
    assert error.field == "parent"
    assert "is of stage sft; pretrain cannot start from it" in error.message


def test_a_parent_that_is_done_gives_its_checkpoint_at_once(studio: Any) -> None:
    parent = studio.trained()
    child = studio.submit(parent=parent.id)
    assert (child.parent_job_id, child.reason) == (parent.id, "Waits for its turn.")
    by_checkpoint = studio.submit(parent=child.parent_checkpoint_id)
    assert by_checkpoint.parent_job_id == parent.id
    assert by_checkpoint.parent_checkpoint_id == child.parent_checkpoint_id


def test_a_parent_that_still_waits_or_runs_is_waited_for(studio: Any) -> None:
    parent = studio.submit(name="slow one")
    assert studio.submit(parent=parent.id).parent_checkpoint_id is None
    studio.claimed()
    child = studio.submit(parent=parent.id)
    assert child.reason == f"Waits for 'slow one' ({parent.id}) to be done."


def test_a_stopped_parent_points_to_its_checkpoint(studio: Any) -> None:
    parent = studio.submit()
    studio.claimed()
    studio.ingest(parent, 1, studio.started(), studio.checkpoint(5))
    studio.stop(parent)
    studio.finish(parent, 1, "stopped")
    error = refused(studio, parent=parent.id)
    assert error.field == "parent"
    assert error.remedy is not None and "ckpt-" in error.remedy
    named = error.remedy.removesuffix(".").split()[-1]
    assert studio.submit(parent=named).parent_checkpoint_id == named


def test_a_failed_parent_without_checkpoints(studio: Any) -> None:
    parent = studio.submit()
    studio.claimed()
    studio.finish(parent, 1, jobs.Failure("out_of_gpu_memory", "The GPU ran out of memory."))
    error = refused(studio, parent=parent.id)
    assert "failed" in error.message
    assert error.remedy == "It left no checkpoint: choose another parent."


def test_a_retry_gives_the_stored_job(studio: Any) -> None:
    dataset = studio.dataset().id
    spec = {"stage": "pretrain", "model": "nano", "dataset": dataset}
    for data, created in ((spec, True), ({**spec, "gpus": 0, "recipe": {}}, False)):
        with studio.database.transaction() as session:
            job, was_created = jobs.submit(session, JobSpec.parse(data), idempotency_key="key-1")
            assert was_created is created
    assert studio.submit(dataset=dataset, key="key-1").id == job.id
    assert studio.submit(dataset=dataset, key="key-2").id != job.id
    assert studio.submit(dataset=dataset).id != studio.submit(dataset=dataset).id


def test_a_used_key_with_another_request_is_a_conflict(studio: Any) -> None:
    dataset = studio.dataset().id
    job = studio.submit(dataset=dataset, key="key-1")
    with pytest.raises(Conflict, match=job.id) as caught:
        studio.submit(dataset=dataset, key="key-1", recipe={"epochs": 2})
    assert http_status(caught.value) == 409


@pytest.mark.parametrize("key", ["", "k" * 256, "a\nb", "a\x00b"])
def test_a_key_that_could_not_be_stored_is_refused(sqlite_studio: Any, key: str) -> None:
    with pytest.raises(SpecError) as caught:
        sqlite_studio.submit(key=key)
    assert caught.value.field == "Idempotency-Key"


def test_the_same_request_at_once_makes_one_job(studio: Any) -> None:
    dataset = studio.dataset().id
    barrier = threading.Barrier(8)
    ids: list[str] = []

    def send() -> None:
        barrier.wait()
        ids.append(studio.submit(dataset=dataset, key="once").id)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1


@pytest.mark.parametrize("round_", range(3))
def test_a_child_submitted_while_its_parent_ends_is_never_forgotten(
    studio: Any, round_: int
) -> None:
    """Either it is refused, or it fails with its parent: it never waits for ever."""
    parent = studio.submit()
    number = studio.claimed().attempt.number
    data = studio.dataset("conversations").id
    barrier = threading.Barrier(2)
    children: list[Job] = []

    def submit() -> None:
        barrier.wait()
        try:
            children.append(studio.submit(parent=parent.id, dataset=data))
        except SpecError as error:
            assert error.field == "parent"

    thread = threading.Thread(target=submit)
    thread.start()
    barrier.wait()
    studio.finish(parent, number, "failed")
    thread.join()
    assert all(studio.job(child).status == "failed" for child in children)
