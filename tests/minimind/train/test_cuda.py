"""What only a GPU can show: its kernels against the CPU's, in whole runs. Skips without one."""

from __future__ import annotations

import time

import pytest
import torch

from minimind import checkpoint
from minimind.model import Transformer
from minimind.model.attention import use_boundaries
from minimind.spec import ModelConfig

from .conftest import MakeJob

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.slow,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device"),
]
# Widths of whole 16 bytes, as the kernels for documents and for experts want them.
DENSE = ModelConfig(
    hidden_size=128, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2
)
MOE = DENSE.model_copy(update={"use_moe": True})
STEPS = 12


def validation_losses(make_job: MakeJob, model: ModelConfig, **changes: object) -> list[float]:
    recipe = {"max_steps": STEPS, "epochs": 100, "eval_every": 1, "learning_rate": 1e-3}
    device = changes.pop("device")
    job = make_job(model=model, **recipe, **changes)
    assert job.run(device=device) == 0
    return [event.loss for event in job.events(kind="validation")]


def test_documents_have_a_kernel_of_their_own_on_new_gpus():
    if torch.cuda.get_device_capability() < (8, 0):
        pytest.skip("FlashAttention needs compute capability 8.0")
    assert use_boundaries(torch.device("cuda", 0), torch.bfloat16, 64)


@pytest.mark.parametrize("model", [DENSE, MOE], ids=["dense", "moe"])
@pytest.mark.parametrize("compile", ["off", "on"])
def test_a_gpu_learns_what_a_cpu_learns(make_job, model, compile):
    exact = validation_losses(make_job, model, device="cpu", precision="float32")
    same = validation_losses(make_job, model, device="cuda", precision="float32", compile=compile)
    rough = validation_losses(make_job, model, device="cuda", precision="bfloat16", compile=compile)
    assert max(abs(a - b) for a, b in zip(exact, same, strict=True)) < 1e-3
    assert max(abs(a - b) for a, b in zip(exact, rough, strict=True)) < 3e-2


@pytest.mark.parametrize("model", [DENSE, MOE], ids=["dense", "moe"])
def test_two_runs_and_a_resumed_one_end_with_the_same_weights(make_job, model):
    recipe = {"epochs": 100, "precision": "bfloat16", "checkpoint_every": 5, "learning_rate": 1e-3}
    whole = make_job(model=model, max_steps=STEPS, **recipe)
    broken = make_job(model=model, max_steps=STEPS, **recipe)
    assert whole.run(device="cuda") == 0
    process = broken.start(device="cuda")
    while not broken.events(kind="checkpoint") and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert broken.run(2, device="cuda") == 0
    weights = [job.checkpoint(STEPS) / "model.safetensors" for job in (whole, broken)]
    assert weights[0].read_bytes() == weights[1].read_bytes()


def test_memory_is_told_and_a_checkpoint_of_a_gpu_loads_on_a_cpu(make_job):
    job = make_job(model=DENSE, max_steps=3)
    assert job.run(device="cuda") == 0
    last = job.events(kind="metric")[-1]
    assert 0 < last.memory_bytes < torch.cuda.get_device_properties(0).total_memory
    assert isinstance(checkpoint.load(job.checkpoint(3)), Transformer)
