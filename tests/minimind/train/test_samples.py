"""What a run tells of itself while it learns: samples at their cadence, and metric lines."""

from __future__ import annotations

import pytest
import torch

from minimind import checkpoint
from minimind.data.template import encode_prompt
from minimind.data.tokenizer import encode_text, load_tokenizer
from minimind.spec.model import BOS_ID, EOS_ID
from minimind.spec.stages import STAGES
from minimind.train.schedule import learning_rate

from .conftest import Job


def samples(job: Job) -> dict[int, dict[str, tuple[str, int]]]:
    """By step and prompt: (what was written, in how many tokens)."""
    found: dict[int, dict[str, tuple[str, int]]] = {}
    for event in job.events(kind="sample"):
        found.setdefault(event.step, {})[event.prompt] = (event.text, event.tokens)
    return found


def likeliest(job: Job, step: int, prompt: str, count: int) -> tuple[str, int]:
    """What the saved model goes on with, the plainest way."""
    tokenizer, model = load_tokenizer(), checkpoint.load(job.checkpoint(step))
    if job.config.recipe.stage == "pretrain":
        ids = [BOS_ID, *encode_text(tokenizer, prompt)]
    else:
        ids = encode_prompt(tokenizer, [{"role": "user", "content": prompt}])
    begin = len(ids)
    with torch.no_grad():
        while len(ids) < begin + count:
            following = int(model(torch.tensor([ids]))[0, -1].argmax())
            if following == EOS_ID:
                break
            ids.append(following)
    written = ids[begin:]
    return tokenizer.decode(written, skip_special_tokens=False), len(written)


@pytest.mark.parametrize("stage", ["pretrain", "sft"])
def test_samples_come_at_their_cadence_and_are_the_model_s_own(make_job, make_parent, stage):
    job = make_job(
        stage,
        parent=make_parent(stage),
        epochs=9,
        max_steps=20,
        learning_rate=1e-2,
        sample_every=8,
        sample_prompts=["the cat", "你好"],
        sample_tokens=9,
        checkpoint_every=8,
        keep_checkpoints=9,
    )
    assert job.run() == 0
    found = samples(job)
    assert list(found) == [0, 8, 16, 20]
    assert all(list(written) == ["the cat", "你好"] for written in found.values())
    for step in (8, 16, 20):
        for prompt, written in found[step].items():
            assert written == likeliest(job, step, prompt, 9)
    assert len({str(written) for written in found.values()}) > 1  # it learns


def test_a_stage_has_prompts_of_its_own_and_samples_change_nothing(make_job, make_parent):
    made = {"parent": make_parent("lora"), "max_steps": 3, "lora_dropout": 0.2}
    quiet = make_job("lora", **made, sample_prompts=[])
    loud = make_job("lora", **made, sample_prompts=None, sample_tokens=3, sample_every=1)
    assert (quiet.run(), loud.run()) == (0, 0)
    assert samples(quiet) == {}
    asked = list(STAGES["lora"].sample_prompts)
    assert [list(written) for written in samples(loud).values()] == [asked] * 4
    assert all(tokens <= 3 for w in samples(loud).values() for _, tokens in w.values())
    one, two = (job.checkpoint(3) / "adapter_model.safetensors" for job in (quiet, loud))
    assert one.read_bytes() == two.read_bytes()


def test_metric_lines_tell_how_the_run_goes(make_job):
    job = make_job(epochs=1)
    assert job.run() == 0
    total = job.events(kind="started")[0].total_steps
    metrics = job.events(kind="metric")
    for metric in metrics:
        assert metric.learning_rate == learning_rate(metric.step - 1, total, 3e-3)
        assert metric.memory_bytes > 50 * 2**20  # torch alone takes more
        assert 0 <= metric.wait <= 1
        assert metric.grad_norm > 0 and metric.tokens_per_s > 0
        assert metric.mfu is None  # nobody knows a processor's peak
        assert (metric.balance_loss, metric.reward_margin) == (None, None)
        assert metric.nonfinite == []
    assert [m.step for m in metrics] == sorted({m.step for m in metrics})
    assert [m.seconds for m in metrics] == sorted(m.seconds for m in metrics)
