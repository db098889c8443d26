"""Tiny models with random weights, and their checkpoints."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import torch

from minimind import checkpoint
from minimind.checkpoint import CheckpointInfo, TrainingState
from minimind.data.tokenizer import tokenizer_hash
from minimind.model import Transformer
from minimind.model.lora import add_lora, load_lora, lora_state
from minimind.spec import ModelConfig
from minimind.spec.lora import LoraConfig

GOLDEN = Path(__file__).parents[2] / "golden" / "dense-tiny"
TINY = ModelConfig(
    hidden_size=16,
    num_hidden_layers=1,
    num_attention_heads=2,
    num_key_value_heads=1,
    vocab_size=32,
    max_position_embeddings=64,
)
LORA = LoraConfig(rank=2, alpha=6, dropout=0.25, targets=("q_proj", "o_proj"))
IDS = torch.arange(20)[None] % 32


def tiny_model(seed: int = 0, shape: ModelConfig = TINY) -> Transformer:
    torch.manual_seed(seed)
    return Transformer(shape)


def with_lora(lora: LoraConfig = LORA, shape: ModelConfig = TINY) -> Transformer:
    """``tiny_model`` with an adapter that has learned something."""
    model = tiny_model(shape=shape)
    add_lora(model, lora)
    learned = {name: torch.randn_like(weight) for name, weight in lora_state(model).items()}
    load_lora(model, learned)
    return model.eval()


def info(step: int = 10, **changes: Any) -> CheckpointInfo:
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
        **changes,
    )


def training_state(model: Transformer) -> TrainingState:
    trained = {name: w for name, w in model.named_parameters() if w.requires_grad}
    moments = {f"exp_avg.{name}": torch.randn_like(w) for name, w in trained.items()}
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


def save_adapter(directory: Path, base: Path, model: Transformer, lora: LoraConfig = LORA) -> Path:
    checkpoint.save(
        directory,
        config=model.config,
        weights=checkpoint.trained_weights(model),
        lora=lora,
        base=base,
        tokenizer=None,
        info=info(parent=checkpoint.manifest_hash(base)),
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
