"""Stages start from one another, in the order that was asked for."""

from __future__ import annotations

from backend.core.models import Checkpoint
from backend.core.standing import standing
from tests.backend.core.pipelines.line import ROW, Line


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


def test_a_stage_that_failed_fails_the_pipeline(sqlite_line: Line) -> None:
    pipeline = sqlite_line.submit(sqlite_line.row())
    sqlite_line.train("pretrain", "failed", saves=False)
    assert sqlite_line.states(pipeline) == ["failed"] * 4
    assert sqlite_line.standing(pipeline) == "failed"
