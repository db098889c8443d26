"""Distillation within a run."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from minimind import checkpoint
from minimind.data.tokenizer import encode_text, load_tokenizer
from minimind.model import Transformer

from .conftest import TINY, save_model, sentence

LARGER = TINY.model_copy(update={"hidden_size": 64})


def distance(student: Path, teacher: Path) -> float:
    """Mean KL divergence from teacher to student, in nats a token, over a few sentences."""
    models = [checkpoint.load(path) for path in (teacher, student)]
    total, count = 0.0, 0
    for i in range(300, 310):
        ids = torch.tensor([[1, *encode_text(load_tokenizer(), sentence(i))]])
        with torch.no_grad():
            theirs, mine = (model(ids)[0].log_softmax(-1) for model in models)
        total += F.kl_div(mine, theirs, log_target=True, reduction="sum").item()
        count += ids.shape[1]
    return total / count


@pytest.mark.slow
def test_a_student_comes_near_its_teacher(make_job):
    teaching = make_job(model=LARGER, epochs=2, learning_rate=1e-2, eval_every=99)
    assert teaching.run() == 0
    teacher = teaching.checkpoint(teaching.events()[-1].step)
    job = make_job(epochs=3, checkpoint_every=2, keep_checkpoints=50, learning_rate=1e-2)
    assert job.run(teacher=teacher) == 0
    before, after = (distance(job.checkpoint(n), teacher) for n in (2, job.events()[-1].step))
    assert after < before / 3


@pytest.mark.slow
def test_who_learns_from_an_ignorant_teacher_alone_learns_nothing(make_job, tmp_path):
    torch.manual_seed(5)
    teacher = save_model(tmp_path / "ignorant", Transformer(LARGER), "pretrain")
    losses = {}
    for weight in (0.0, 1.0):
        job = make_job(
            epochs=9, max_steps=12, eval_every=99, distill_weight=weight, learning_rate=1e-2
        )
        assert job.run(teacher=teacher) == 0
        losses[weight] = [event.loss for event in job.events(kind="validation")]
        # Lines tell the plain loss of the text, whatever is learnt from.
        assert 8.5 < job.events(kind="metric")[0].loss < 9
    assert losses[0.0][0] == losses[1.0][0]
    assert losses[0.0][-1] < 6 and losses[1.0][-1] > 8.5


def test_a_resumed_run_keeps_its_teacher(make_job, tmp_path):
    torch.manual_seed(5)
    teacher = save_model(tmp_path / "teacher", Transformer(LARGER), "pretrain")
    job = make_job(max_steps=4, epochs=2, checkpoint_every=2)
    assert job.run(teacher=teacher) == 0
    whole = (job.checkpoint(4) / "model.safetensors").read_bytes()
    (job.checkpoint(4) / "manifest.json").unlink()
    assert job.run(2, teacher=teacher) == 0
    assert job.events(2, "started")[0].start_step == 2
    assert (job.checkpoint(4) / "model.safetensors").read_bytes() == whole
