"""Stopping, pausing and releasing the whole of a pipeline."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backend.core import pipeline_actions
from backend.core.errors import IllegalTransition
from tests.backend.core.pipelines.line import Line


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
