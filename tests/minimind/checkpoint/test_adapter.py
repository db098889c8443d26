"""Checkpoints of adapters: only the adapter is saved, and only its own base is taken."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from minimind import checkpoint
from minimind.checkpoint import BadCheckpoint
from minimind.model.lora import has_lora, lora_state
from tests.minimind.checkpoint.tiny import (
    IDS,
    LORA,
    damage,
    info,
    save,
    save_adapter,
    tiny_model,
    with_lora,
)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return save(tmp_path / "runs/base/checkpoints/step-1")


@pytest.fixture
def adapter(tmp_path: Path, base: Path) -> Path:
    return save_adapter(tmp_path / "runs/lora/checkpoints/step-5", base, with_lora())


def test_only_the_adapter_is_saved(adapter: Path, base: Path) -> None:
    assert sorted(file.name for file in adapter.iterdir()) == [
        "adapter_config.json",
        "adapter_model.safetensors",
        "config.json",
        "info.json",
        "manifest.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "training.json",
        "training.safetensors",
    ]
    tensors = load_file(adapter / "adapter_model.safetensors")
    assert all(".lora_A." in name or ".lora_B." in name for name in tensors)
    numbers = sum(tensor.numel() for tensor in tensors.values())
    assert numbers == 2 * (2 * 16 * 2)  # query and output, A and B, of rank 2
    about = checkpoint.read_info(adapter)
    assert about.base == "../../../base/checkpoints/step-1"
    assert about.parent == checkpoint.manifest_hash(base)
    assert json.loads((adapter / "adapter_config.json").read_text()) == {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "../../../base/checkpoints/step-1",
        "target_modules": ["q_proj", "o_proj"],
        "bias": "none",
        "inference_mode": True,
        "r": 2,
        "lora_alpha": 6.0,
        "lora_dropout": 0.25,
    }


def test_it_comes_back_merged_or_to_be_trained_on(adapter: Path) -> None:
    expected = with_lora()
    logits = expected(IDS)
    assert (logits - tiny_model()(IDS)).abs().max() > 0.1
    before = torch.get_rng_state()

    merged = checkpoint.load(adapter)
    assert not has_lora(merged)
    assert not merged.training
    torch.testing.assert_close(merged(IDS), logits, rtol=1e-5, atol=1e-5)

    apart = checkpoint.load(adapter, merge=False)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(apart(IDS), logits)
    trained = {name for name, weight in apart.named_parameters() if weight.requires_grad}
    assert trained == lora_state(expected).keys()
    assert not torch.equal(apart.train()(IDS), logits)  # dropout is part of what is saved
    state = checkpoint.load_training(adapter)
    assert {name.partition(".")[2] for name in state.optimizer} == trained


def test_what_is_no_shape_is_the_adapters_own(tmp_path: Path, base: Path) -> None:
    model = with_lora()
    model.config = model.config.model_copy(update={"inference_rope_scaling": True})
    adapter = save_adapter(tmp_path / "stretched", base, model)
    assert checkpoint.load(adapter).config.inference_rope_scaling
    torch.testing.assert_close(checkpoint.load(adapter)(IDS), model(IDS), rtol=1e-5, atol=1e-5)
    assert not checkpoint.load(base).config.inference_rope_scaling


def test_both_may_move_together(tmp_path: Path, adapter: Path) -> None:
    logits = checkpoint.load(adapter)(IDS)
    (tmp_path / "runs").rename(tmp_path / "elsewhere")
    moved = tmp_path / "elsewhere/lora/checkpoints/step-5"
    assert torch.equal(checkpoint.load(moved)(IDS), logits)
    (tmp_path / "link").symlink_to(moved)
    assert torch.equal(checkpoint.load(tmp_path / "link")(IDS), logits)


def test_it_may_move_alone_and_be_told_its_base(tmp_path: Path, adapter: Path, base: Path) -> None:
    logits = checkpoint.load(adapter)(IDS)
    alone = tmp_path / "alone"
    shutil.copytree(adapter, alone)
    with pytest.raises(BadCheckpoint, match="is missing") as caught:
        checkpoint.load(alone)
    assert caught.value.remedy is not None
    assert torch.equal(checkpoint.load(alone, base=base)(IDS), logits)


def test_another_base_is_refused(tmp_path: Path, adapter: Path, base: Path) -> None:
    other = save(tmp_path / "other", tiny_model(seed=1))
    with pytest.raises(BadCheckpoint, match="is not the checkpoint that this adapter was trained"):
        checkpoint.load(adapter, base=other)
    save(base, tiny_model(seed=1))  # something else where its base was
    with pytest.raises(BadCheckpoint, match="is not the checkpoint that this adapter was trained"):
        checkpoint.load(adapter)
    shutil.rmtree(base)
    with pytest.raises(BadCheckpoint, match=r"belongs to, .*base/checkpoints/step-1, is missing"):
        checkpoint.load(adapter)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "info.json"])
def test_a_damaged_base_is_found_and_named(adapter: Path, base: Path, name: str) -> None:
    damage(base / name, "flip")
    checkpoint.verify(adapter)
    with pytest.raises(BadCheckpoint, match=name) as caught:
        checkpoint.load(adapter)
    assert str(base) in str(caught.value)


@pytest.mark.parametrize("name", ["adapter_model.safetensors", "adapter_config.json"])
@pytest.mark.parametrize("harm", ["flip", "truncate", "empty", "missing"])
def test_a_damaged_adapter_is_found_and_named(adapter: Path, name: str, harm: str) -> None:
    damage(adapter / name, harm)
    for call in (checkpoint.verify, checkpoint.load, checkpoint.load_training):
        with pytest.raises(BadCheckpoint, match=name):
            call(adapter)


def test_an_adapter_of_an_adapter_is_refused(tmp_path: Path, adapter: Path) -> None:
    second = save_adapter(tmp_path / "second", adapter, with_lora())
    with pytest.raises(BadCheckpoint, match="an adapter itself"):
        checkpoint.load(second)


def test_an_adapter_that_names_no_base_is_refused(tmp_path: Path, base: Path) -> None:
    model = with_lora()
    weights = checkpoint.trained_weights(model)
    for about, given in ((info(), base), (info(parent=checkpoint.manifest_hash(base)), None)):
        with pytest.raises(ValueError, match="needs base and info"):
            checkpoint.save(
                tmp_path / "x",
                config=model.config,
                weights=weights,
                lora=LORA,
                base=given,
                tokenizer=None,
                info=about,
                training=None,
            )
    assert not (tmp_path / "x").exists()


def test_newest_good_knows_adapters(adapter: Path, base: Path) -> None:
    newer = save_adapter(adapter.with_name("step-9"), base, with_lora())
    assert checkpoint.newest_good(adapter.parent) == newer
    damage(newer / "adapter_model.safetensors", "truncate")
    assert checkpoint.newest_good(adapter.parent) == adapter


def test_tensors_that_do_not_fit_are_named(tmp_path: Path, adapter: Path, base: Path) -> None:
    """In a folder without a manifest, as PEFT makes it: hashes cannot have told before."""
    folder = tmp_path / "foreign"
    shutil.copytree(adapter, folder)
    (folder / "manifest.json").unlink()
    file = folder / "adapter_model.safetensors"
    good = load_file(file)
    first = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"
    other_layer = first.replace("layers.0", "layers.1")
    for bad, named in (
        ({n: w for n, w in good.items() if n != first}, first),
        ({**good, first: torch.zeros(3, 16)}, first),
        ({**good, other_layer: torch.zeros(2, 16)}, other_layer),
        ({**good, "base_model.model.lm_head.lora_A.weight": torch.zeros(2, 16)}, "target_modules"),
        ({**good, "base_model.model.model.norm.weight": torch.ones(16)}, "target_modules"),
        ({}, "adapter_model.safetensors"),
    ):
        save_file(bad, file)
        with pytest.raises(BadCheckpoint) as caught:
            checkpoint.load(folder, base=base)
        assert caught.value.field == named
