"""What was stopped or failed goes on, or is made anew with all that follows."""

from __future__ import annotations

import pytest

from backend.core.errors import Conflict, IllegalTransition
from backend.core.models import Checkpoint, Job
from minimind.spec import SpecError
from tests.backend.core.pipelines.line import ROW, Line


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
