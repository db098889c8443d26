"""submit(): what is refused and in which words, what is stored, and that a retry stores nothing."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backend.core import checkpoints, jobs
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
    "name",
    [
        "x" * 101, "-rf", "a/b", "a\\b", "../up",  # too long, an option, paths
        "$HOME", "a; reboot", "`id`", "a|b", "a > b", "a < b", "a && b",  # commands
        "a\nb", "a\tb", "a\x00b", "a\x7fb", "\x1b[31mred",  # control
        "\u202egnp.exe", "a\u2066b", "a\u200bb", "a\u200db", "\ufeffa", "\u3164",  # unseen
    ],
)  # fmt: skip
def test_names_that_would_mislead_are_refused(sqlite_studio: Any, name: str) -> None:
    assert refused(sqlite_studio, name=name).field == "name"


@pytest.mark.parametrize(
    "name", ["Tom's run (2), #3: 100% done?", "损失 5.0 — été ❤️", "lr=1e-3 + warm-up @ night!"]
)
def test_names_that_people_write_are_kept(sqlite_studio: Any, name: str) -> None:
    assert sqlite_studio.submit(name=name).name == name


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
        ({"gpus": 10**9}, "gpus"),
        ({"gpus": 1.5}, "gpus"),
        ({"nodes": 0}, "nodes"),
        ({"nodes": 65}, "nodes"),
        ({"nodes": 2}, "nodes"),  # one is known
        ({"node": "box-z"}, "node"),
        ({"node": "box-a", "nodes": 2}, "node"),
        ({"gpu_model": "3090"}, "gpu_model"),  # without GPUs
        ({"gpu_model": "", "gpus": 1}, "gpu_model"),
        ({"launcher": "bash"}, "launcher"),
        ({"launcher": "deepspeed", "nodes": 2}, "launcher"),
        ({"priority": 101}, "priority"),
        ({"priority": -(10**30)}, "priority"),
        ({"hold": "later"}, "hold"),
        ({"teacher": "ckpt-nosuchone00"}, "teacher"),
        ({"teacher": "job-nosuchjob000"}, "teacher"),  # a job has no probabilities yet
        (
            {"processes": 64, "recipe": {"global_batch": 63, "micro_batch": 1}},
            "recipe.global_batch",
        ),
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


def test_everything_asked_for_is_stored(studio: Any) -> None:
    studio.node("box-b", gpus=2)
    teacher = studio.trained(model="small")
    with studio.database.session() as session:
        larger = checkpoints.list_checkpoints(session, teacher.id)[0].id
    asked = {"gpus": 2, "node": "box-b", "gpu_model": "h200", "launcher": "deepspeed"}
    asked |= {"priority": 3, "hold": True, "teacher": larger}
    job = studio.job(studio.submit(**asked, recipe={"zero_stage": 2}))
    assert (job.gpus, job.wanted_node, job.wanted_gpu) == (2, "box-b", "h200")
    assert (job.launcher, job.nodes, job.held) == ("deepspeed", 1, True)
    assert job.teacher_checkpoint_id == larger and job.parent_checkpoint_id is None
    assert job.kind == "train" and job.spec["priority"] == 3


@pytest.mark.parametrize("launcher", ["torchrun", "deepspeed"])
@pytest.mark.parametrize("zero_stage", [None, 0, 3])
@pytest.mark.parametrize("processes", [1, 2])
def test_either_launcher_starts_any_zero_stage_and_number_of_processes(
    sqlite_studio: Any, launcher: str, zero_stage: int | None, processes: int
) -> None:
    recipe = {"zero_stage": zero_stage}
    job = sqlite_studio.submit(launcher=launcher, processes=processes, recipe=recipe)
    assert (job.launcher, job.recipe["zero_stage"]) == (launcher, zero_stage)


def test_wishes_that_no_machine_meets(studio: Any) -> None:
    studio.node("box-a", gpus=1)
    studio.node("box-b", gpus=4)
    unknown = refused(studio, node="box-z")
    assert unknown.remedy == "Choose one of: box-a, box-b."
    model = refused(studio, gpus=1, gpu_model="3090")
    assert (model.field, model.remedy) == ("gpu_model", "There are: H200.")
    assert "'3090'" in model.message
    too_many = refused(studio, gpus=2, node="box-a")
    assert (too_many.field, too_many.message) == (
        "gpus", "No node has 2 GPUs: box-a has 1 GPU.",
    )  # fmt: skip
    of_model = refused(studio, gpus=5, gpu_model="H200")
    assert of_model.field == "gpus" and "of the model 'H200': box-a has 1 GPU" in of_model.message
    assert studio.submit(nodes=2, gpus=1).nodes == 2
    uneven = refused(studio, nodes=2, gpus=2)
    assert uneven.field == "nodes"
    assert uneven.message == "There are not 2 machines with 2 GPUs: box-b is known."


def test_a_teacher_needs_a_stage_that_listens(studio: Any) -> None:
    parent = studio.trained()
    tuned = studio.submit(parent=parent.id)
    studio.claimed()
    studio.ingest(tuned, 1, studio.started(), studio.checkpoint(10, final=True))
    studio.finish(tuned, 1, "done")
    with studio.database.session() as session:
        teacher = checkpoints.list_checkpoints(session, tuned.id)[0].id
    assert studio.submit(parent=parent.id, teacher=teacher).teacher_checkpoint_id == teacher
    error = refused(studio, stage="dpo", parent=tuned.id, teacher=teacher)
    assert (error.field, error.message) == ("teacher", "Stage dpo has no use for a teacher.")


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
    studio.finish(parent, 1, jobs.Failure("diverged", "The loss became NaN."))
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
    barrier = threading.Barrier(50)
    ids: list[str] = []

    def send() -> None:
        barrier.wait()
        ids.append(studio.submit(dataset=dataset, key="once").id)

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 50
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
