"""Tiny models with random weights, and their checkpoints."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch

from minimind import checkpoint
from minimind.checkpoint import CheckpointInfo, TrainingState
from minimind.data.tokenizer import tokenizer_hash
from minimind.model import Transformer
from minimind.spec import ModelConfig

GOLDEN = Path(__file__).parents[2] / "golden" / "dense-tiny"
TINY = ModelConfig(
    hidden_size=16,
    num_hidden_layers=1,
    num_attention_heads=2,
    num_key_value_heads=1,
    vocab_size=32,
    max_position_embeddings=64,
)


def tiny_model(seed: int = 0) -> Transformer:
    torch.manual_seed(seed)
    return Transformer(TINY)


def info(step: int = 10) -> CheckpointInfo:
    return CheckpointInfo(
        stage="pretrain",
        step=step,
        total_steps=100,
        tokens=1234,
        dataset_name="chat",
        dataset_sha256="a" * 64,
        tokenizer_sha256=tokenizer_hash(),
        job_id="job-1",
        validation_loss=2.5,
        recipe={"stage": "pretrain", "learning_rate": 5e-4},
    )


def training_state(model: Transformer) -> TrainingState:
    moments = {f"exp_avg.{n}": torch.randn_like(w) for n, w in model.named_parameters()}
    return TrainingState(
        step=10,
        optimizer=moments,
        rng={"cpu": torch.get_rng_state()},
        values={"epoch": 1, "order": [3, 1, 2], "best": None},
    )


def save(directory: Path, model: Transformer | None = None, step: int = 10) -> Path:
    model = model or tiny_model()
    checkpoint.save(
        directory,
        config=model.config,
        weights=checkpoint.trained_weights(model),
        tokenizer=None,
        info=info(step),
        training=training_state(model),
    )
    return directory


def golden_copy(folder: Path) -> Path:
    """A published model's folder that may be written to."""
    shutil.copytree(GOLDEN, folder / "golden", copy_function=shutil.copyfile)
    (folder / "golden").chmod(0o755)
    return folder / "golden"


def damage(file: Path, harm: str) -> None:
    content = file.read_bytes()
    middle = len(content) // 2
    if harm == "flip":
        file.write_bytes(content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :])
    elif harm == "truncate":
        file.write_bytes(content[:middle])
    elif harm == "empty":
        file.write_bytes(b"")
    else:
        file.unlink()
