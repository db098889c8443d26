"""What was damaged is found, named and refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from minimind import checkpoint
from minimind.checkpoint import BadCheckpoint
from tests.minimind.checkpoint.tiny import TINY, damage, info, save, tiny_model

FILES = [
    "config.json",
    "info.json",
    "manifest.json",
    "model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
    "training.json",
    "training.safetensors",
]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", ["flip", "truncate", "empty", "missing"])
def test_a_damaged_file_is_found_and_named(tmp_path: Path, name: str, harm: str) -> None:
    target = save(tmp_path / "step-1")
    assert sorted(file.name for file in target.iterdir()) == FILES
    damage(target / name, harm)
    with pytest.raises(BadCheckpoint) as caught:
        checkpoint.verify(target)
    # A flip in the manifest may look like damage to the file whose entry it hit.
    assert name in str(caught.value) or (name == "manifest.json" and harm == "flip")
    if not name.startswith("training"):
        with pytest.raises(BadCheckpoint):
            checkpoint.load(target)
    with pytest.raises(BadCheckpoint):
        checkpoint.load_training(target)


def test_every_flipped_bit_of_the_manifest_is_found(tmp_path: Path) -> None:
    target = save(tmp_path / "step-1")
    manifest = target / "manifest.json"
    good = manifest.read_bytes()
    for at in range(0, len(good) - 1, 3):
        manifest.write_bytes(good[:at] + bytes([good[at] ^ (1 << at % 8)]) + good[at + 1 :])
        with pytest.raises(BadCheckpoint):
            checkpoint.verify(target)


def test_the_chat_needs_no_training_state(tmp_path: Path) -> None:
    target = tmp_path / "step-1"
    weights = checkpoint.trained_weights(tiny_model())
    checkpoint.save(
        target, config=TINY, weights=weights, tokenizer=None, info=info(), training=None
    )
    checkpoint.load(target)
    with pytest.raises(BadCheckpoint, match=r"training\.json"):
        checkpoint.load_training(target)


def test_a_manifest_that_points_outside_is_refused(tmp_path: Path) -> None:
    target = save(tmp_path / "step-1")
    manifest = json.loads((target / "manifest.json").read_text())
    manifest["files"]["../step-2"] = manifest["files"]["info.json"]
    (target / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BadCheckpoint, match="outside"):
        checkpoint.verify(target)


def test_an_edited_weight_file_with_a_forged_shape_is_refused(tmp_path: Path) -> None:
    target = save(tmp_path / "step-1")
    tensors = load_file(target / "model.safetensors")
    save_file({**tensors, "extra": torch.zeros(1)}, target / "model.safetensors")
    with pytest.raises(BadCheckpoint, match=r"model\.safetensors"):
        checkpoint.load(target)


def test_a_folder_without_a_checkpoint(tmp_path: Path) -> None:
    for call in (checkpoint.load, checkpoint.verify, checkpoint.load_training):
        with pytest.raises(BadCheckpoint, match=r"manifest\.json is missing"):
            call(tmp_path / "nothing")
    with pytest.raises(BadCheckpoint, match=r"info\.json"):
        checkpoint.read_info(tmp_path)
