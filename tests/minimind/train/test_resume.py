"""Ends of all kinds, and going on as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time

import pytest

from minimind import checkpoint

from .conftest import Job

STEPS = 90
DEADLINE_S = 60


def wait_for_step(job: Job, attempt: int, step: int, process: subprocess.Popen[str]) -> None:
    """Until the attempt reported ``step`` or more (metric lines are a few a second)."""
    begin = time.monotonic()
    while time.monotonic() - begin < DEADLINE_S and process.poll() is None:
        if any(event.step >= step for event in job.events(attempt, "checkpoint")):
            return
        time.sleep(0.002)
    assert process.poll() is not None, "the run neither advanced nor ended"


def final_weights(job: Job) -> bytes:
    return (job.checkpoint(STEPS) / "model.safetensors").read_bytes()


def job_of(make_job, stage: str, parent=None) -> Job:
    return make_job(
        stage,
        parent=parent,
        epochs=100,
        max_steps=STEPS,
        checkpoint_every=7,
        seq_len=64,
        global_batch=3,
        micro_batch=2,
        validation_fraction=0.02,
    )


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["pretrain", "sft"])
def test_killed_and_stopped_runs_end_with_the_very_same_weights(make_job, stage):
    parent = None
    if stage == "sft":
        first = make_job(max_steps=2)
        assert first.run() == 0
        parent = first.checkpoint(2)
    whole, broken = job_of(make_job, stage, parent), job_of(make_job, stage, parent)
    assert whole.run() == 0

    for attempt, earliest in ((1, 1), (2, 30)):
        process = broken.start(attempt)
        wait_for_step(broken, attempt, earliest + random.randint(0, 20), process)
        time.sleep(random.uniform(0, 0.1))
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL

    process = broken.start(3)
    wait_for_step(broken, 3, 1, process)
    broken.run_dir.control.write_text("stop", "utf-8")
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, errors
    stopped, saved = broken.events(3)[-1], broken.events(3, "checkpoint")[-1]
    assert stopped.reason == "stopped" and 30 <= stopped.step < STEPS
    assert (saved.step, saved.final) == (stopped.step, False)
    assert broken.events(3, "metric")[-1].step == stopped.step

    broken.run_dir.control.unlink()
    assert broken.run(4) == 0
    assert broken.events(4, "started")[0].start_step == stopped.step
    assert final_weights(broken) == final_weights(whole)
    # Time, tokens and losses go on from where they were.
    metrics, expected = broken.events(4, "metric"), whole.events(1, "metric")
    assert metrics[0].seconds > broken.events(3, "metric")[-1].seconds
    assert metrics[-1].tokens == expected[-1].tokens
    assert broken.events(4)[-1].validation_loss == whole.events(1)[-1].validation_loss


def test_interrupt_from_the_keyboard_stops_with_a_checkpoint(make_job):
    job = make_job(epochs=1000, checkpoint_every=5)
    process = job.start()
    wait_for_step(job, 1, 5, process)
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, errors
    finished = job.events()[-1]
    assert finished.reason == "stopped"
    checkpoint.verify(job.checkpoint(finished.step))


def test_a_damaged_newest_checkpoint_is_passed_over(make_job):
    job = make_job(max_steps=4, checkpoint_every=2)
    assert job.run() == 0
    whole = (job.checkpoint(4) / "model.safetensors").read_bytes()
    (job.checkpoint(4) / "model.safetensors").write_bytes(whole[:-1] + b"\x00\x00")
    assert job.run(2) == 0
    assert job.events(2, "started")[0].start_step == 2
    assert (job.checkpoint(4) / "model.safetensors").read_bytes() == whole


def test_a_finished_run_that_is_started_again_is_done_at_once(make_job):
    job = make_job(max_steps=3)
    assert job.run() == 0
    assert job.run(2) == 0
    assert [event.type for event in job.events(2)] == ["started", "finished"]
    finished = job.events(2)[-1]
    assert (finished.reason, finished.step) == ("done", 3)
    assert finished.validation_loss == job.events(1)[-1].validation_loss


def test_another_run_s_directory_is_refused_unless_told_otherwise(make_job):
    job = make_job(max_steps=3)
    assert job.run() == 0
    other = job.config.recipe.model_copy(update={"seq_len": 32})
    assert job.run(2, recipe=other) == 2
    assert "another seq_len" in job.events(2)[-1].message
    assert job.run(3, recipe=other, resume=False) == 0
    assert job.events(3, "started")[0].start_step == 0


def test_a_run_goes_on_with_another_learning_rate_and_more_epochs_and_says_so(make_job):
    job = make_job(epochs=1, learning_rate=3e-3)
    assert job.run() == 0
    steps = job.events(1)[-1].step
    longer = job.config.recipe.model_copy(update={"epochs": 2, "learning_rate": 1e-3})
    assert job.run(2, recipe=longer) == 0
    started, finished = job.events(2, "started")[0], job.events(2)[-1]
    assert (started.start_step, started.total_steps) == (steps, 2 * steps)
    assert started.changes == [
        "epochs: 1 before, 2 now",
        "learning_rate: 0.003 before, 0.001 now",
    ]
    assert finished.step == 2 * steps
    assert max(event.learning_rate for event in job.events(2, "metric")) < 1e-3

    shorter = job.config.recipe.model_copy(update={"max_steps": 2})
    assert job.run(3, recipe=shorter) == 2
    assert "already" in job.events(3)[-1].message


def test_smaller_micro_batches_may_finish_what_larger_ones_began(make_job):
    job = make_job(max_steps=4, checkpoint_every=2)
    assert job.run() == 0
    smaller = job.config.recipe.model_copy(update={"micro_batch": 2})
    assert job.run(2, recipe=smaller) == 0
