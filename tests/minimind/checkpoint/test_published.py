"""Folders with ``weights.pth``: every tensor accounted for, no code in them run."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch

from minimind import checkpoint
from minimind.checkpoint import BadCheckpoint
from tests.minimind.checkpoint.tiny import damage, golden_copy


def test_half_precision_weights_are_read_as_float32(tmp_path: Path) -> None:
    folder = golden_copy(tmp_path)
    state = torch.load(folder / "weights.pth", weights_only=True)
    torch.save({n: w.half() for n, w in state.items()}, folder / "weights.pth")
    assert {w.dtype for w in checkpoint.load(folder).parameters()} == {torch.float32}


class _Evil:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (str(self.marker),))


def test_code_in_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    folder = golden_copy(tmp_path)
    marker = tmp_path / "executed"
    for write in (
        lambda file: torch.save({"model.norm.weight": _Evil(marker)}, file),
        lambda file: file.write_bytes(pickle.dumps(_Evil(marker), protocol=2)),
    ):
        write(folder / "weights.pth")
        with pytest.raises(BadCheckpoint, match=r"weights\.pth"):
            checkpoint.load(folder)
        assert not marker.exists()


@pytest.mark.parametrize("harm", ["truncate", "empty"])
def test_a_damaged_pickle_is_refused(tmp_path: Path, harm: str) -> None:
    folder = golden_copy(tmp_path)
    damage(folder / "weights.pth", harm)
    with pytest.raises(BadCheckpoint, match=r"weights\.pth"):
        checkpoint.load(folder)


def test_a_pickle_that_is_no_state_dict_is_refused(tmp_path: Path) -> None:
    folder = golden_copy(tmp_path)
    torch.save([torch.zeros(2)], folder / "weights.pth")
    with pytest.raises(BadCheckpoint, match="state dict"):
        checkpoint.load(folder)


def test_every_tensor_must_be_accounted_for(tmp_path: Path) -> None:
    folder = golden_copy(tmp_path)
    state = torch.load(folder / "weights.pth", weights_only=True)
    norm, head = "model.norm.weight", "lm_head.weight"
    bad = {
        norm: {n: w for n, w in state.items() if n != norm},
        "model.layers.9.mlp.gate_proj.weight": {
            **state,
            "model.layers.9.mlp.gate_proj.weight": state[norm],
        },
        "model.layers.0.mlp.up_proj.weight": {
            **state,
            "model.layers.0.mlp.up_proj.weight": state["model.layers.0.mlp.up_proj.weight"].T,
        },
        head: {**state, head: state[head] + 1},
        "model.layers.1.input_layernorm.weight": {
            **state,
            "model.layers.1.input_layernorm.weight": torch.ones(32, dtype=torch.int64),
        },
    }
    for name, weights in bad.items():
        torch.save({n: w.contiguous().clone() for n, w in weights.items()}, folder / "weights.pth")
        with pytest.raises(BadCheckpoint) as caught:
            checkpoint.load(folder)
        assert caught.value.field == name
        assert name in str(caught.value)

    torch.save({n: w for n, w in state.items() if n != head}, folder / "weights.pth")
    checkpoint.load(folder)  # the tied head may be absent


def test_a_checkpoint_of_another_shape_is_refused(tmp_path: Path) -> None:
    folder = golden_copy(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 3}))
    with pytest.raises(BadCheckpoint, match=r"model\.layers\.2\."):
        checkpoint.load(folder)
    (folder / "config.json").write_text(json.dumps({**config, "hidden_size": "wide"}))
    with pytest.raises(BadCheckpoint, match="hidden_size"):
        checkpoint.load(folder)
    (folder / "config.json").write_text("{")
    with pytest.raises(BadCheckpoint, match=r"config\.json"):
        checkpoint.load(folder)
