"""Several processes train what one would, by copies (DDP) or by shares (ZeRO)."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Any

import pytest
import torch

from minimind import checkpoint
from minimind.model import Transformer
from minimind.spec import ModelConfig
from minimind.train.strategy import processes_here

from .conftest import TINY, TINY_MOE, Job, job_maker, save_model, text_rows
from .ranks import (
    DEADLINE_S,
    deepspeed_launcher,
    deepspeed_no_local_rank,
    finish,
    kill_all,
    largest_difference,
    validations,
)

STEPS = 50
STRATEGIES = {"ddp": None, "zero-0": 0, "zero-1": 1, "zero-2": 2, "zero-3": 3}

Whole = Callable[[str], Job]
Jobs = Callable[[str, ModelConfig, list[dict[str, Any]]], list[Job]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """``whole(strategy)``: a run of 50 steps; by two processes, unless it is ``single``."""
    make_job = job_maker(tmp_path_factory.mktemp("whole"))
    done: dict[str, Job] = {}

    def run(strategy: str) -> Job:
        if strategy not in done:
            job = job_of(make_job, strategy)
            finish(job.start(processes=1 if strategy == "single" else 2))
            done[strategy] = job
        return done[strategy]

    return run


def job_of(make_job, strategy: str) -> Job:
    # Seven rows over two processes, two at once: shares and micro-batches that do not come out.
    return make_job(
        epochs=20,
        max_steps=STEPS,
        global_batch=7,
        micro_batch=2,
        eval_every=1,
        checkpoint_every=5,
        keep_checkpoints=STEPS,
        seq_len=32,
        validation_fraction=0.05,
        sample_prompts=["the cat"],
        sample_every=25,
        sample_tokens=6,
        zero_stage=STRATEGIES.get(strategy),
    )


@pytest.fixture
def jobs(make_job, make_parent) -> Jobs:
    """``jobs(stage, model, recipes)``: runs that start from the same weights."""

    def make(stage: str, model: ModelConfig, recipes: list[dict[str, Any]]) -> list[Job]:
        parent = None if stage == "pretrain" else make_parent(stage, model)
        return [make_job(stage, model=model, parent=parent, **recipe) for recipe in recipes]

    return make


@pytest.mark.slow
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_two_processes_have_the_losses_of_one(whole: Whole, strategy):
    one, two = whole("single"), whole(strategy)
    started = two.events(kind="started")
    assert [(s.world_size, s.strategy) for s in started] == [(2, strategy)]
    mine, theirs = validations(one), validations(two)
    assert sorted(mine) == sorted(theirs) == list(range(STEPS + 1))
    assert max(abs(mine[step] - theirs[step]) for step in mine) < 1e-3
    assert mine[STEPS] < mine[0] - 1  # and they did learn
    first, second = (job.events(kind="metric")[0] for job in (one, two))
    assert first.loss == pytest.approx(second.loss, abs=1e-5)
    # A float32 norm of many small numbers is only so exact.
    assert first.grad_norm == pytest.approx(second.grad_norm, rel=3e-4)
    last, other = (job.events(kind="metric")[-1] for job in (one, two))
    assert (last.tokens, last.step) == (other.tokens, other.step)
    samples = [[(s.step, s.text) for s in job.events(kind="sample")] for job in (one, two)]
    assert samples[0] == samples[1] and len(samples[0]) == 3
    checkpoint.verify(two.checkpoint(STEPS))


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ["ddp", "zero-3"])
def test_a_run_killed_to_the_last_process_ends_as_if_it_had_not_been(
    whole: Whole, make_job, strategy
):
    broken = job_of(make_job, strategy)
    process = broken.start(processes=2)
    begin = time.monotonic()
    while not broken.events(kind="checkpoint") and time.monotonic() - begin < DEADLINE_S:
        time.sleep(0.01)
    kill_all(process)
    assert not broken.checkpoint(STEPS).exists()

    finish(broken.start(2, processes=2))
    (started,) = broken.events(2, "started")
    assert started.start_step % 5 == 0 < started.start_step
    assert started.changes == []
    assert largest_difference(whole(strategy), broken, STEPS) < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "now", "changes"),
    [
        ("zero-3", "single", ["zero_stage: 3 before, none now", "processes: 2 before, 1 now"]),
        ("single", "zero-2", ["zero_stage: none before, 2 now", "processes: 1 before, 2 now"]),
    ],
    ids=["zero-3 to single", "single to zero-2"],
)
def test_a_run_goes_on_in_another_number_of_processes_and_says_so(
    whole: Whole, make_job, before, now, changes
):
    saved, job = whole(before).checkpoint(25), job_of(make_job, now)
    shutil.copytree(saved, job.checkpoint(25))
    finish(job.start(2, processes=1 if now == "single" else 2))
    (started,) = job.events(2, "started")
    assert (started.start_step, started.strategy, started.changes) == (25, now, changes)
    expected = validations(whole("single"))
    rest = validations(job, 2)
    assert sorted(rest) == list(range(26, STEPS + 1))
    assert max(abs(rest[step] - expected[step]) for step in rest) < 1e-3
    assert largest_difference(whole("single"), job, STEPS) < 1e-3


@pytest.mark.slow
def test_all_processes_end_when_what_they_compute_is_no_number(make_job, tmp_path):
    torch.manual_seed(0)
    model = Transformer(TINY)
    with torch.no_grad():
        model.model.norm.weight[0] = float("nan")
    parent = save_model(tmp_path / "poisoned", model, "pretrain")
    job = make_job(parent=parent, validation_fraction=0.0, zero_stage=2)
    process = job.start(processes=2)
    process.communicate(timeout=DEADLINE_S)
    assert process.returncode != 0
    assert [e.type for e in job.events()].count("finished") == 1
    finished = job.events()[-1]
    assert (finished.cause, finished.step) == ("diverged", 0)
    assert finished.message.startswith("The loss")
    assert not job.run_dir.checkpoints.exists()


LORA_3 = {"zero_stage": 3, "precision": "bfloat16", "gradient_checkpointing": True}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stage", "model", "how", "launcher"),
    [
        pytest.param("pretrain", TINY_MOE, {}, None, id="moe"),
        pytest.param("pretrain", TINY_MOE, {"zero_stage": 2}, deepspeed_launcher, id="moe-zero-2"),
        pytest.param("dpo", TINY, {}, None, id="dpo"),
        pytest.param("dpo", TINY, {"zero_stage": 3}, deepspeed_no_local_rank, id="dpo-zero-3"),
        pytest.param("lora", TINY_MOE, LORA_3, None, id="lora-moe-zero-3"),
    ],
)
def test_other_models_and_stages_do_so_too(jobs: Jobs, stage, model, how, launcher):
    plain = {
        "epochs": 9,
        "max_steps": 6,
        "eval_every": 1,
        "global_batch": 7,
        "micro_batch": 2,
        "seq_len": 96,
    }
    plain |= {"validation_fraction": 0.1, "precision": how.get("precision", "float32")}
    one, two = jobs(stage, model, [plain, {**plain, **how}])
    assert one.run() == 0
    finish(two.start(processes=2, launcher=launcher and launcher()))
    (started,) = two.events(kind="started")
    assert (started.world_size, started.precision) == (2, plain["precision"])
    mine, theirs = (job.events(kind="validation") for job in (one, two))
    assert [v.step for v in mine] == [v.step for v in theirs] == list(range(7))
    for a, b in zip(mine, theirs, strict=True):
        assert a.loss == pytest.approx(b.loss, abs=1e-3)
        assert a.reward_margin == pytest.approx(b.reward_margin, abs=1e-3)
    ones, twos = (job.events(kind="metric")[0] for job in (one, two))
    assert ones.balance_loss == pytest.approx(twos.balance_loss, abs=1e-3)
    if plain["precision"] == "float32":  # rounded more, AdamW may push a weight the other way
        assert largest_difference(one, two, 6) < 1e-3


@pytest.mark.slow
def test_all_processes_leave_together_when_asked(make_job):
    job = make_job(epochs=1000, checkpoint_every=5)
    process = job.start(processes=2)
    begin = time.monotonic()
    while not job.events(kind="checkpoint") and time.monotonic() - begin < DEADLINE_S:
        time.sleep(0.05)
    job.run_dir.control.write_text("pause", "utf-8")
    finish(process)
    finished = job.events()[-1]
    assert finished.reason == "paused"
    checkpoint.verify(job.checkpoint(finished.step))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "cause", "words"),
    [
        ({"text": '{"text": "a"}\n{"text": 5}\n'}, "bad_data", "not a string"),
        ({"rows": text_rows(3)}, "bad_config", "fewer than the 2 processes"),
    ],
)
def test_no_process_hangs_when_the_data_is_bad(make_job, changes, cause, words):
    job = make_job(**changes)
    process = job.start(processes=2)
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert process.returncode != 0
    assert [e.type for e in job.events()].count("finished") == 1
    assert (job.events()[-1].cause, words in job.events()[-1].message) == (cause, True)
    assert len([x for x in errors.splitlines() if x.startswith("error: ")]) == 1


@pytest.mark.parametrize("variable", ["LOCAL_WORLD_SIZE", "LOCAL_SIZE"])
def test_processes_of_a_machine_are_counted_under_either_launcher(monkeypatch, variable):
    for name in ("LOCAL_WORLD_SIZE", "LOCAL_SIZE"):
        monkeypatch.delenv(name, raising=False)
    assert processes_here() == 1
    monkeypatch.setenv(variable, "4")  # torchrun's name, DeepSpeed's name
    assert processes_here() == 4
