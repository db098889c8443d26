"""Arithmetic: half precision, scaled gradients, recomputed layers, unpacked rows."""

from __future__ import annotations

from functools import partial

import pytest
import torch

from minimind import checkpoint
from minimind.model import Transformer

from .conftest import TINY, TINY_MOE, Job, text_rows

FEW = {"rows": text_rows(60), "epochs": 9}


def final_weights(job: Job) -> bytes:
    final = job.checkpoint(job.events()[-1].step)
    return next(final.glob("*model.safetensors")).read_bytes()


def losses(job: Job) -> list[float]:
    return [event.loss for event in job.events(kind="validation")]


@pytest.mark.slow
@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_half_precision_learns_like_float32(make_job, precision):
    few = {**FEW, "max_steps": 10, "eval_every": 5, "learning_rate": 1e-2}
    exact, rough = make_job(**few), make_job(**few, precision=precision)
    assert (exact.run(), rough.run()) == (0, 0)
    assert rough.events(kind="started")[0].precision == precision
    assert losses(rough) == pytest.approx(losses(exact), abs=0.1)
    assert losses(rough) != losses(exact)
    assert losses(rough)[-1] < losses(rough)[0] - 2
    weights = checkpoint.load(rough.checkpoint(10)).parameters()
    assert {weight.dtype for weight in weights} == {torch.float32}


def test_float16_skips_a_step_that_overflows_and_goes_on(make_job, monkeypatch):
    # A scale at which gradients overflow; each step that does halves it.
    scale = 2.0**22
    monkeypatch.setattr(torch.amp, "GradScaler", partial(torch.amp.GradScaler, init_scale=scale))
    job = make_job(
        **FEW, max_steps=12, precision="float16", checkpoint_every=1, keep_checkpoints=99
    )
    assert job.run() == 0
    first = job.events(kind="metric")[0]
    assert (first.step, first.grad_norm, first.nonfinite) == (1, None, ["grad_norm"])

    torch.manual_seed(job.config.recipe.seed)
    before, made = Transformer(TINY).state_dict(), 0
    for step in range(1, 13):
        after = checkpoint.load(job.checkpoint(step)).state_dict()
        state = checkpoint.load_training(job.checkpoint(step))
        now = state.values["scaler"]["scale"]
        assert now in (scale, scale / 2)
        kept = [torch.equal(after[name], before[name]) for name in before]
        assert (all(kept), any(kept)) == ((True, True) if now < scale else (False, False))
        made += now == scale
        # What was skipped is not remembered as if something had been learnt.
        counts = {int(t) for name, t in state.optimizer.items() if name.startswith("step.")}
        assert counts <= {made}
        scale, before = now, after
    assert 6 < made < 12
    assert losses(job)[-1] < losses(job)[0] - 0.5

    # What was found about the scale is kept: a resumed run ends with the same weights.
    whole = final_weights(job)
    (job.checkpoint(12) / "manifest.json").unlink()
    assert job.run(2) == 0
    assert job.events(2, "started")[0].start_step == 11
    assert job.events(2, "metric")[0].grad_norm is not None
    assert final_weights(job) == whole


@pytest.mark.parametrize("stage", ["moe", "lora"])
def test_recomputed_layers_give_the_very_same_weights(make_job, make_parent, stage):
    made = {"max_steps": 4, "epochs": 2, "micro_batch": 3}
    if stage == "lora":  # what is dropped must be dropped again
        made |= {"stage": "lora", "parent": make_parent("lora"), "lora_dropout": 0.3}
    if stage == "moe":
        made |= {"model": TINY_MOE}
    plain, frugal = make_job(**made), make_job(**made, gradient_checkpointing=True)
    assert (plain.run(), frugal.run()) == (0, 0)
    assert final_weights(plain) == final_weights(frugal)


@pytest.mark.parametrize("stage", [pytest.param("pretrain", marks=pytest.mark.slow), "sft"])
def test_unpacked_rows_teach_the_same_in_more_sequences(make_job, make_parent, stage):
    parent = make_parent(stage)
    made = {"parent": parent, "epochs": 1, "seq_len": 128, "eval_every": 99}
    packed, unpacked = (make_job(stage, packing=packing, **made) for packing in (True, False))
    assert (packed.run(), unpacked.run()) == (0, 0)
    one, two = (job.events(kind="started")[0] for job in (packed, unpacked))
    assert two.total_steps == -(-two.train_rows // 4) > one.total_steps
    for name in ("train_rows", "train_tokens", "validation_tokens", "unigram_entropy"):
        assert getattr(one, name) == getattr(two, name)
    assert losses(packed)[0] == pytest.approx(losses(unpacked)[0], abs=1e-5)
    assert losses(unpacked)[-1] < losses(unpacked)[0] - 1
    last = [job.events(kind="metric")[-1].tokens for job in (packed, unpacked)]
    assert last[0] == last[1]


def test_the_same_seed_gives_the_very_same_weights_and_another_does_not(make_job):
    jobs = [make_job(max_steps=2, seed=seed) for seed in (1, 1, 2)]
    assert [job.run() for job in jobs] == [0, 0, 0]
    first, second, third = map(final_weights, jobs)
    assert first == second != third
