"""Adapters answer like the whole model that they make with their base."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
import torch

from minimind import checkpoint
from minimind.model.lora import add_lora, load_lora, lora_state, merge_lora
from minimind.spec.lora import PROJECTIONS, LoraConfig

LORA = LoraConfig(rank=2, alpha=4, targets=PROJECTIONS)


def write_adapter(directory: Path, base: Path, whole: Path | None = None) -> Path:
    """An adapter with random weights on ``base``; ``whole`` gets the same as a plain model."""
    model = checkpoint.load(base)
    torch.manual_seed(7)
    add_lora(model, LORA)
    load_lora(model, {name: torch.randn_like(w) for name, w in lora_state(model).items()})
    update = {"stage": "lora", "parent": checkpoint.manifest_hash(base)}
    info = checkpoint.read_info(base).model_copy(update=update)
    common: dict[str, Any] = {"config": model.config, "tokenizer": None, "training": None}
    weights = checkpoint.trained_weights(model)
    checkpoint.save(directory, weights=weights, info=info, lora=LORA, base=base, **common)
    if whole is not None:
        merge_lora(model)
        weights = checkpoint.trained_weights(model)
        checkpoint.save(whole, weights=weights, info=checkpoint.read_info(base), **common)
    return directory


def ask(client: httpx.Client, model: str) -> httpx.Response:
    messages = [{"role": "user", "content": "Hello"}]
    body = {"model": model, "messages": messages, "max_tokens": 16, "temperature": 0}
    return client.post("/v1/chat/completions", json=body)


def answer(client: httpx.Client, model: str) -> tuple[str, int]:
    """The text, and how many tokens the prompt had."""
    response = ask(client, model)
    assert response.status_code == 200, response.text
    found = response.json()
    return found["choices"][0]["message"]["content"], found["usage"]["prompt_tokens"]


@pytest.mark.parametrize("job", ["job-a", "job-p"], ids=["sft", "pretrain"])
def test_an_adapter_answers_as_the_merged_model(server, models_root: Path, job: str) -> None:
    base = f"{job}/checkpoints/step-1"
    adapter, whole = f"lora-{job}/checkpoints/step-1", f"whole-{job}/checkpoints/step-1"
    write_adapter(models_root / adapter, models_root / base, models_root / whole)
    with server.client() as client:
        # The prompt too is made as for the base: a conversation, or text to be continued.
        assert answer(client, adapter) == answer(client, whole)
        assert answer(client, adapter)[0] != answer(client, base)[0]
        assert answer(client, adapter)[1] == answer(client, base)[1]


def test_a_base_outside_the_root_is_not_touched(
    server, models_root: Path, new_checkpoint: Any, tmp_path: Path
) -> None:
    outside = new_checkpoint(tmp_path / "private", seed=3)
    write_adapter(models_root / "astray", outside)
    inside = new_checkpoint(models_root / "linked", seed=3)
    write_adapter(models_root / "on-linked", inside)
    (inside / "model.safetensors").unlink()
    (inside / "model.safetensors").symlink_to(outside / "model.safetensors")
    with server.client() as client:
        for name in ("astray", "on-linked"):
            response = ask(client, name)
            assert response.status_code == 422
            error = response.json()["error"]
            assert error["code"] == "bad_checkpoint"
            assert error["message"] == f"{name} belongs to a checkpoint outside the models root."
        shutil.rmtree(outside)  # whether there is anything is not told either
        assert "outside the models root" in ask(client, "astray").text


def test_a_missing_base_is_told_by_its_name(server, models_root: Path, new_checkpoint: Any) -> None:
    base = new_checkpoint(models_root / "gone/checkpoints/step-1", seed=3)
    write_adapter(models_root / "orphan", base)
    shutil.rmtree(base)
    with server.client() as client:
        response = ask(client, "orphan")
    assert response.status_code == 422
    message = response.json()["error"]["message"]
    assert "orphan: the checkpoint it belongs to, gone/checkpoints/step-1, is missing." in message
    assert str(models_root) not in message
