"""Every shipped preset trains, and every stage a mixture of experts too."""

from __future__ import annotations

import pytest
import torch

from minimind import checkpoint
from minimind.spec.presets import PRESETS
from minimind.spec.stages import STAGES
from minimind.train.schedule import learning_rate

from .conftest import TINY_MOE, Job

# Weights of an adapter's checkpoint are beside those of its parent.
FILES = dict.fromkeys(STAGES, "model.safetensors") | {"lora": "adapter_model.safetensors"}


def job_of(make_job, make_parent, stage: str, model=None, **recipe) -> Job:
    shape = {} if model is None else {"model": model}
    parent = make_parent(stage, **shape) if stage != "pretrain" else None
    return make_job(stage, parent=parent, **shape, **recipe)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_trains(make_job, make_parent, name):
    preset = PRESETS[name]
    few = {"epochs": 3, "max_steps": 2, "sample_tokens": 2, "seq_len": 128}
    job = job_of(make_job, make_parent, preset.stage)
    recipe = preset.recipe(few)
    job.config = job.config.model_copy(update={"recipe": recipe, "size": preset.model})
    assert job.run() == 0
    finished = job.events()[-1]
    assert (finished.reason, finished.step) == ("done", 2)
    rates = [metric.learning_rate for metric in job.events(kind="metric")]
    assert rates == [learning_rate(step, 2, recipe.learning_rate) for step in (0, 1)]
    final = job.checkpoint(2)
    checkpoint.verify(final)
    info = checkpoint.read_info(final)
    assert (info.stage, info.size) == (preset.stage, preset.model)
    assert info.recipe == recipe.model_dump(mode="json")
    assert (final / FILES[preset.stage]).exists()
    # Every weight that the stage trains has moved.
    parent = job.config.parent
    if parent is not None:
        before, after = (dict(checkpoint.load(p).named_parameters()) for p in (parent, final))
        moved = {name for name in before if not torch.equal(before[name], after[name])}
        trained = [name for name in before if name.endswith(("q_proj.weight", "o_proj.weight"))]
        expected = set(trained if preset.stage == "lora" else before)
        # DPO's published rate is so small that a weight of one cannot move by it in float32.
        assert moved == expected or (preset.stage == "dpo" and expected >= moved > set())


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_trains_a_mixture_of_experts(make_job, make_parent, stage):
    job = job_of(make_job, make_parent, stage, TINY_MOE, epochs=10, max_steps=8, learning_rate=5e-3)
    assert job.run() == 0
    losses = [event.loss for event in job.events(kind="validation")]
    # An adapter beside two projections of a model that knows nothing can do little.
    assert losses[-1] < losses[0] - (0.005 if stage == "lora" else 0.1)
    metrics = job.events(kind="metric")
    # One a layer where experts are used evenly, which fresh gates nearly do; never less.
    assert metrics[0].balance_loss == pytest.approx(2, abs=0.3)
    final = job.checkpoint(8)
    assert checkpoint.load(final).config == TINY_MOE
    assert (final / FILES[stage]).exists()
