"""Pipelines: all stages or none, the order of their starts, stopping and retrying the whole."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import pipeline_actions, pipelines
from backend.core.errors import Conflict, IllegalTransition
from backend.core.models import Checkpoint, Job, Pipeline
from backend.core.pipelinespec import PipelineSpec, StageSpec, starting_order
from backend.core.standing import standing
from minimind.spec import SpecError

ROW = ("pretrain", "sft", "dpo", "reason")


class Line:
    """A studio with the datasets of every stage, and shorthands for pipelines."""

    def __init__(self, studio: Any) -> None:
        self.studio = studio
        kinds = {"text", "conversations", "preferences"}
        self.data = {kind: studio.dataset(kind).id for kind in sorted(kinds)}

    def job(self, stage: str, **changes: Any) -> dict[str, Any]:
        kind = {"pretrain": "text", "dpo": "preferences"}.get(stage, "conversations")
        return {"stage": stage, "model": "nano", "dataset": self.data[kind], **changes}

    def row(self, *stages: str) -> dict[str, Any]:
        return {"stages": [{"key": s, "job": self.job(s)} for s in stages or ROW]}

    def submit(self, spec: dict[str, Any], key: str | None = None) -> Pipeline:
        with self.studio.database.transaction() as session:
            return pipelines.submit(session, PipelineSpec.parse(spec), idempotency_key=key)[0]

    def refused(self, spec: dict[str, Any]) -> SpecError:
        with pytest.raises(SpecError) as caught:
            self.submit(spec)
        with self.studio.database.session() as session:
            assert session.query(Pipeline).count() == session.query(Job).count() == 0
        return caught.value

    def jobs(self, pipeline: Pipeline) -> dict[str, Job]:
        with self.studio.database.session() as session:
            [found] = pipelines.jobs_of(session, [pipeline]).values()
            return {str(job.pipeline_key): job for job in found}

    def states(self, pipeline: Pipeline) -> list[str]:
        return [job.status for job in self.jobs(pipeline).values()]

    def standing(self, pipeline: Pipeline) -> str:
        return standing(list(self.jobs(pipeline).values())).status

    def train(self, key: str, ending: Any = "done", *, saves: bool = True) -> None:
        """The next job in the queue, which must be stage ``key``, runs to its end."""
        claim = self.studio.claimed()
        assert claim.job.pipeline_key == key
        job, number = claim.job, claim.attempt.number
        lines = [self.studio.started(), self.studio.metric(10)]
        if saves:
            name = f"step-{10 * number}"
            lines.append(self.studio.checkpoint(10, final=ending == "done", name=name))
        self.studio.ingest(job, number, *lines)
        self.studio.finish(job, number, ending)

    def act(self, action: Any, pipeline: Pipeline, *args: Any, **options: Any) -> None:
        with self.studio.database.transaction() as session:
            action(session, pipelines.get(session, pipeline.id), *args, **options)

    def stop(self, pipeline: Pipeline, *, force: bool = False) -> None:
        self.act(pipeline_actions.stop, pipeline, force=force)

    def retry(self, pipeline: Pipeline, first: str | None = None) -> None:
        self.act(pipeline_actions.retry, pipeline, first)


@pytest.fixture
def line(studio: Any) -> Line:
    return Line(studio)


@pytest.fixture
def sqlite_line(sqlite_studio: Any) -> Line:
    return Line(sqlite_studio)


def test_stages_run_one_after_the_other(line: Line) -> None:
    pipeline = line.submit(line.row() | {"name": "the whole way"})
    jobs = line.jobs(pipeline)
    assert list(jobs) == list(ROW)
    assert jobs["sft"].name == "the whole way: sft"
    assert jobs["sft"].parent_job_id == jobs["pretrain"].id
    assert jobs["reason"].parent_job_id == jobs["dpo"].id
    assert line.standing(pipeline) == "queued"
    for number, key in enumerate(ROW, start=1):
        line.train(key)
        now = standing(list(line.jobs(pipeline).values()))
        assert (now.done, now.total, now.fraction) == (number, 4, number / 4)
        assert now.status == ("done" if key == "reason" else "running")
    assert line.studio.claim() is None


def test_branches_and_stages_listed_in_any_order(line: Line) -> None:
    spec = line.row("lora", "sft", "lora", "pretrain")
    for stage, key, after in zip(
        spec["stages"],
        ("medical", "sft", "legal", "start"),
        ("sft", "start", "sft", None),
        strict=True,
    ):
        stage |= {"key": key, "after": after}
    # Nothing comes before the first one listed: elsewhere, null means the one listed before.
    assert line.refused(spec).message == "The stages 'sft', 'legal', 'start' wait for one another."
    spec["stages"].insert(0, spec["stages"].pop())
    pipeline = line.submit(spec)
    jobs = line.jobs(pipeline)
    assert list(jobs) == ["start", "medical", "sft", "legal"]
    assert jobs["medical"].parent_job_id == jobs["legal"].parent_job_id == jobs["sft"].id
    assert line.standing(pipeline) == "queued"
    line.train("start")
    line.train("sft")
    assert {line.studio.claimed().job.pipeline_key} < {"medical", "legal"}


def test_a_pipeline_starts_from_a_checkpoint_that_is_there(line: Line) -> None:
    parent = line.studio.trained()
    with line.studio.database.session() as session:
        checkpoint = session.query(Checkpoint).one()
    spec = line.row("sft", "dpo")
    spec["stages"][0]["parent"] = checkpoint.id
    jobs = line.jobs(line.submit(spec))
    assert jobs["sft"].parent_checkpoint_id == checkpoint.id
    assert jobs["sft"].parent_job_id == parent.id
    line.train("sft")


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


def test_stopping_the_whole(line: Line) -> None:
    pipeline = line.submit(line.row())
    line.train("pretrain")
    running = line.studio.claimed()
    line.stop(pipeline)
    assert line.states(pipeline) == ["done", "stopping", "stopped", "stopped"]
    line.stop(pipeline, force=True)
    assert line.jobs(pipeline)["sft"].force
    line.studio.finish(running.job, 1, "stopped")
    assert line.states(pipeline) == ["done", "stopped", "stopped", "stopped"]
    assert line.standing(pipeline) == "stopped"
    with pytest.raises(IllegalTransition, match="has ended; together they are stopped") as caught:
        line.stop(pipeline)
    assert caught.value.current == "stopped"


def test_pausing_the_whole_and_going_on(line: Line) -> None:
    pipeline = line.submit(line.row("pretrain", "sft", "dpo"))
    line.train("pretrain")
    running = line.studio.claimed().job
    line.studio.ingest(running, 1, line.studio.started(), line.studio.checkpoint(5))
    line.act(pipeline_actions.pause, pipeline)
    line.act(pipeline_actions.pause, pipeline)  # twice is fine
    assert line.states(pipeline) == ["done", "pausing", "queued"]
    line.studio.finish(running, 1, "paused")
    assert line.standing(pipeline) == "paused"
    assert line.studio.claim() is None
    line.act(pipeline_actions.resume, pipeline)
    assert line.states(pipeline) == ["done", "queued", "queued"]
    assert line.standing(pipeline) == "running"
    with pytest.raises(IllegalTransition, match="neither paused nor held"):
        line.act(pipeline_actions.resume, pipeline)
    line.train("sft")
    line.train("dpo")
    with pytest.raises(IllegalTransition, match="has ended"):
        line.act(pipeline_actions.pause, pipeline)


def test_a_stage_that_ends_while_it_should_pause_is_followed_by_none(line: Line) -> None:
    pipeline = line.submit(line.row("pretrain", "sft"))
    job = line.studio.claimed().job
    line.act(pipeline_actions.pause, pipeline)
    line.studio.ingest(job, 1, line.studio.started(), line.studio.checkpoint(10, final=True))
    line.studio.finish(job, 1, "done")
    assert line.studio.claim() is None
    assert line.standing(pipeline) == "paused"
    line.act(pipeline_actions.resume, pipeline)
    line.train("sft")


def test_a_held_pipeline_starts_when_it_is_released(line: Line) -> None:
    pipeline = line.submit(line.row("pretrain", "sft") | {"hold": True})
    assert line.standing(pipeline) == "queued" and line.studio.claim() is None
    line.act(pipeline_actions.resume, pipeline)
    line.train("pretrain")
    line.train("sft")


@pytest.mark.parametrize("round_", range(3))
def test_stopping_races_the_end_of_a_stage(line: Line, round_: int) -> None:
    """Both lock several stages; neither waits for the other for ever, and no stage is forgotten."""
    pipeline = line.submit(line.row())
    job = line.studio.claimed().job
    line.studio.ingest(job, 1, line.studio.started(), line.studio.checkpoint(10, final=True))
    barrier = threading.Barrier(2)
    refusals: list[str] = []

    def finish() -> None:
        barrier.wait()
        line.studio.finish(job, 1, "done")

    def stop() -> None:
        barrier.wait()
        line.stop(pipeline)

    def tried(action: Any) -> None:
        try:
            action()
        except Exception as error:
            refusals.append(str(error))

    threads = [threading.Thread(target=tried, args=(action,)) for action in (finish, stop)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refusals == []
    assert line.states(pipeline) == ["done", "stopped", "stopped", "stopped"]


def test_what_was_stopped_goes_on(line: Line) -> None:
    pipeline = line.submit(line.row())
    line.train("pretrain")
    line.train("sft", "stopped")  # the others fail with it
    assert line.states(pipeline) == ["done", "stopped", "failed", "failed"]
    assert line.standing(pipeline) == "stopped"
    line.retry(pipeline)
    jobs = line.jobs(pipeline)
    assert line.states(pipeline) == ["done", "queued", "queued", "queued"]
    assert jobs["sft"].resume and not jobs["dpo"].resume
    for key in ROW[1:]:
        line.train(key)
    assert line.standing(pipeline) == "done"
    with pytest.raises(Conflict, match="it is done"):
        line.retry(pipeline)


def test_what_was_stopped_before_it_started_goes_on(line: Line) -> None:
    pipeline = line.submit(line.row("pretrain", "sft", "dpo"))
    line.stop(pipeline)
    assert line.states(pipeline) == ["stopped"] * 3
    line.retry(pipeline)
    for key in ROW[:3]:
        line.train(key)
    assert line.standing(pipeline) == "done"


def test_retrying_from_a_stage_makes_all_that_follows_anew(line: Line) -> None:
    spec = line.row("pretrain", "sft", "dpo", "reason")
    spec["stages"].append({"key": "side", "job": line.job("lora"), "after": "sft"})
    pipeline = line.submit(spec)
    for key in (*ROW[:2], "dpo"):
        line.train(key)
    running = line.studio.claimed().job
    with pytest.raises(IllegalTransition) as caught:
        line.retry(pipeline, "sft")
    assert caught.value.message == f"Stage '{running.pipeline_key}' is starting."
    line.stop(pipeline, force=True)
    line.studio.finish(running, 1, "stopped")
    before = line.jobs(pipeline)
    line.retry(pipeline, "sft")
    after = line.jobs(pipeline)
    assert line.states(pipeline) == ["done", "queued", "queued", "queued", "queued"]
    assert after["sft"].parent_checkpoint_id == before["sft"].parent_checkpoint_id is not None
    for key in ("dpo", "reason", "side"):
        assert after[key].parent_checkpoint_id is None and not after[key].resume
        assert "Waits for" in str(after[key].reason)
    line.train("sft")  # nothing that follows may start before
    line.train("dpo")
    with line.studio.database.session() as session:
        dpo = session.get_one(Job, after["dpo"].id)
        origin = session.get_one(Checkpoint, dpo.parent_checkpoint_id)
        assert (origin.job_id, origin.attempt) == (after["sft"].id, 2)  # the new weights
        kept = session.query(Checkpoint).filter_by(job_id=dpo.id, removed_at=None).all()
        assert [checkpoint.attempt for checkpoint in kept] == [2]


def test_a_stage_that_others_outside_build_on_is_not_made_anew(line: Line) -> None:
    pipeline = line.submit(line.row("pretrain", "sft"))
    line.train("pretrain")
    line.train("sft")
    jobs = line.jobs(pipeline)
    outside = line.studio.submit(parent=jobs["pretrain"].id)
    with pytest.raises(Conflict, match=outside.id):
        line.retry(pipeline, "pretrain")
    assert line.states(pipeline) == ["done", "done"]
    assert line.jobs(pipeline)["sft"].parent_checkpoint_id  # nothing was changed by halves
    line.retry(pipeline, "sft")
    assert line.states(pipeline) == ["done", "queued"]


def test_an_unknown_stage_to_retry_from(sqlite_line: Line) -> None:
    pipeline = sqlite_line.submit(sqlite_line.row())
    with pytest.raises(SpecError) as caught:
        sqlite_line.retry(pipeline, "sleep")
    assert caught.value.field == "from"


def test_a_stage_that_failed_fails_the_pipeline(sqlite_line: Line) -> None:
    pipeline = sqlite_line.submit(sqlite_line.row())
    sqlite_line.train("pretrain", "failed", saves=False)
    assert sqlite_line.states(pipeline) == ["failed"] * 4
    assert sqlite_line.standing(pipeline) == "failed"
