"""Ends of all kinds, and going on as if nothing had happened."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from minimind import checkpoint
from minimind.data.tokenizer import SHIPPED, tokenizer_hash
from minimind.spec import build_recipe

from .conftest import TINY, Job, chat_rows, text_rows

DEADLINE_S = 60


def has_saved(job: Job, attempt: int, step: int) -> bool:
    return any(event.step >= step for event in job.events(attempt, "checkpoint"))


def when(condition: Callable[[], bool], act: Callable[[], Any]) -> threading.Thread:
    """Acts in a thread of its own as soon as ``condition`` is true."""

    def wait() -> None:
        begin = time.monotonic()
        while not condition() and time.monotonic() - begin < DEADLINE_S:
            time.sleep(0.002)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def weights_at(job: Job, step: int) -> bytes:
    return (job.checkpoint(step) / "model.safetensors").read_bytes()


@pytest.mark.parametrize(
    ("word", "reason"),
    [("stop", "stopped"), pytest.param("pause", "paused", marks=pytest.mark.slow)],
)
def test_a_run_that_is_asked_to_end_saves_and_goes_on_later(make_job, word, reason):
    few = {"rows": text_rows(60), "epochs": 100, "max_steps": 40, "global_batch": 2}
    few |= {"micro_batch": 2, "checkpoint_every": 7}
    whole, broken = make_job(**few), make_job(**few)
    assert whole.run() == 0
    asking = when(
        lambda: has_saved(broken, 1, 7), lambda: broken.run_dir.control.write_text(word, "utf-8")
    )
    assert broken.run() == 0
    asking.join()
    stopped, saved = broken.events(1)[-1], broken.events(1, "checkpoint")[-1]
    assert stopped.reason == reason and 7 <= stopped.step < 40
    assert (saved.step, saved.final) == (stopped.step, False)
    assert broken.events(1, "metric")[-1].step == stopped.step

    broken.run_dir.control.unlink()
    assert broken.run(2) == 0
    assert broken.events(2, "started")[0].start_step == stopped.step
    assert broken.events(2, "started")[0].changes == []
    assert weights_at(broken, 40) == weights_at(whole, 40)
    # Time, tokens and losses go on from where they were.
    metrics, expected = broken.events(2, "metric"), whole.events(1, "metric")
    assert metrics[0].seconds > broken.events(1, "metric")[-1].seconds
    assert metrics[-1].tokens == expected[-1].tokens
    assert broken.events(2)[-1].validation_loss == whole.events(1)[-1].validation_loss


@pytest.mark.slow
def test_interrupt_from_the_keyboard_stops_with_a_checkpoint(make_job):
    job = make_job(epochs=1000, checkpoint_every=5)
    process: subprocess.Popen[str] = job.start()
    when(lambda: has_saved(job, 1, 5), lambda: os.kill(process.pid, signal.SIGINT)).join()
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, errors
    finished = job.events()[-1]
    assert finished.reason == "stopped"
    checkpoint.verify(job.checkpoint(finished.step))


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


HARM: dict[str, Callable[[Path], Any]] = {
    "flipped weights": lambda path: flip(path / "model.safetensors"),
    "flipped moments": lambda path: flip(path / "training.safetensors"),
    "cut weights": lambda path: os.truncate(path / "model.safetensors", 1000),
    "empty position": lambda path: (path / "training.json").write_bytes(b""),
    "no manifest": lambda path: (path / "manifest.json").unlink(),
    "no info": lambda path: (path / "info.json").unlink(),
    "nothing": lambda path: [file.unlink() for file in path.iterdir()],
    "half written": lambda path: path.rename(path.with_name(f".tmp-new-{path.name}")),
}


def test_a_damaged_newest_checkpoint_is_passed_over(make_job, tmp_path):
    job = make_job(rows=text_rows(60), epochs=2, max_steps=4, checkpoint_every=2)
    assert job.run() == 0
    whole = weights_at(job, 4)
    for number, (harm, damage) in enumerate(HARM.items()):
        damaged = Job(job.config.model_copy(update={"run_dir": tmp_path / f"damaged-{number}"}))
        shutil.copytree(job.run_dir.path, damaged.run_dir.path)
        damage(damaged.checkpoint(4))
        assert damaged.run(2) == 0, harm
        assert damaged.events(2, "started")[0].start_step == 2, harm
        assert weights_at(damaged, 4) == whole, harm
        checkpoint.verify(damaged.checkpoint(4))


def test_a_run_with_no_good_checkpoint_begins_anew(make_job):
    job = make_job(rows=text_rows(60), epochs=2, max_steps=4, checkpoint_every=2)
    assert job.run() == 0
    whole = weights_at(job, 4)
    for step in (2, 4):
        flip(job.checkpoint(step) / "model.safetensors")
    assert job.run(2) == 0
    assert job.events(2, "started")[0].start_step == 0
    assert weights_at(job, 4) == whole


def test_a_finished_run_that_is_started_again_is_done_at_once(make_job):
    job = make_job(max_steps=3)
    assert job.run() == 0
    assert job.run(2) == 0
    assert [event.type for event in job.events(2)] == ["started", "finished"]
    finished = job.events(2)[-1]
    assert (finished.reason, finished.step) == ("done", 3)
    assert finished.validation_loss == job.events(1)[-1].validation_loss


def test_another_run_s_directory_is_refused_unless_told_otherwise(make_job, make_parent, tmp_path):
    job = make_job("sft", parent=make_parent("sft"), max_steps=2)
    assert job.run() == 0
    before = weights_at(job, 2)
    file = tmp_path / "tokenizer.json"
    file.write_text(SHIPPED.read_text("utf-8") + "\n", "utf-8")
    foreign = make_parent("sft", seed=1, tokenizer_sha256=tokenizer_hash(file))
    recipe = job.config.recipe.model_dump()
    others: dict[str, dict[str, Any]] = {
        name: {"recipe": build_recipe("sft", {**recipe, name: value})}
        for name, value in (("seq_len", 32), ("seed", 5), ("global_batch", 8))
    }
    others["dataset"] = {"dataset": make_job("sft", rows=chat_rows(50)).config.dataset}
    others["tokenizer"] = {"tokenizer": file, "parent": foreign}
    others["parent"] = {"parent": make_parent("sft", seed=2)}
    for attempt, (name, changes) in enumerate(others.items(), 2):
        assert job.run(attempt, **changes) == 2, name
        assert f"another {name}" in job.events(attempt)[-1].message
        assert weights_at(job, 2) == before
    assert job.run(20, **others["parent"], resume=False) == 0
    assert job.events(20, "started")[0].start_step == 0
    assert weights_at(job, 2) != before


def test_a_run_of_another_shape_is_refused_too(make_job):
    job = make_job(max_steps=1)
    assert job.run() == 0
    deeper = TINY.model_copy(update={"num_hidden_layers": 3})
    assert job.run(2, model=deeper) == 2
    assert "another shape: its num_hidden_layers is 2, expected 3" in job.events(2)[-1].message


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
    whole = checkpoint.load(job.checkpoint(4)).state_dict()
    (job.checkpoint(4) / "manifest.json").unlink()
    smaller = job.config.recipe.model_copy(update={"micro_batch": 2})
    assert job.run(2, recipe=smaller) == 0
    started = job.events(2, "started")[0]
    assert (started.start_step, started.changes) == (2, [])
    # Only the order of a sum is another.
    torch.testing.assert_close(checkpoint.load(job.checkpoint(4)).state_dict(), whole)
