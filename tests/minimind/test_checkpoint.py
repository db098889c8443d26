"""Checkpoints: what was saved comes back, what was damaged is refused, a crash costs nothing."""

from __future__ import annotations

import errno
import json
import os
import pickle
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import LlamaConfig, LlamaForCausalLM

from minimind import checkpoint
from minimind.checkpoint import BadCheckpoint, CheckpointInfo, TrainingState
from minimind.data.tokenizer import SHIPPED, tokenizer_hash
from minimind.model import Transformer
from minimind.spec import ModelConfig

GOLDEN = Path(__file__).parents[1] / "golden" / "dense-tiny"
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
    state = training_state(model)
    checkpoint.save(directory, model=model, tokenizer_dir=None, info=info(step), training=state)
    return directory


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    model = tiny_model()
    state = training_state(model)
    about = info()
    target = tmp_path / "checkpoints" / checkpoint.directory_name(10)
    written = checkpoint.save(target, model=model, tokenizer_dir=None, info=about, training=state)

    checkpoint.verify(target)
    loaded = checkpoint.load(target)
    assert not loaded.training
    assert loaded.config == TINY
    for name, weight in model.state_dict().items():
        assert torch.equal(loaded.state_dict()[name], weight), name
    assert loaded.lm_head.weight is loaded.model.embed_tokens.weight
    assert checkpoint.read_info(target) == about
    again = checkpoint.load_training(target)
    assert (again.step, again.values) == (state.step, state.values)
    assert torch.equal(again.rng["cpu"], state.rng["cpu"])
    assert again.optimizer.keys() == state.optimizer.keys()
    assert all(torch.equal(again.optimizer[n], t) for n, t in state.optimizer.items())

    assert written.path == target
    assert written.sha256 == checkpoint.manifest_hash(target)
    assert written.bytes == sum(file.stat().st_size for file in target.iterdir())
    assert (target / "tokenizer.json").read_bytes() == SHIPPED.read_bytes()
    assert "chat_template" in json.loads((target / "tokenizer_config.json").read_text())


def test_loading_leaves_the_random_generator_alone(tmp_path: Path) -> None:
    target = save(tmp_path / "step-1")
    before = torch.get_rng_state()
    checkpoint.load(target)
    assert torch.equal(torch.get_rng_state(), before)


def test_weights_load_in_hugging_face_llama(tmp_path: Path) -> None:
    target = save(tmp_path / "step-1")
    theirs = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=TINY.vocab_size,
            hidden_size=TINY.hidden_size,
            intermediate_size=TINY.intermediate_size,
            num_hidden_layers=1,
            num_attention_heads=2,
            num_key_value_heads=1,
            rms_norm_eps=TINY.rms_norm_eps,
            rope_parameters={"rope_type": "default", "rope_theta": TINY.rope_theta},
            tie_word_embeddings=True,
        )
    )
    loaded = theirs.load_state_dict(load_file(target / "model.safetensors"), strict=False)
    assert loaded.missing_keys == ["lm_head.weight"]  # tied
    assert not loaded.unexpected_keys
    ids = torch.arange(20)[None]
    torch.testing.assert_close(theirs(ids).logits, checkpoint.load(target)(ids))


def test_half_precision_weights_are_read_as_float32(tmp_path: Path) -> None:
    folder = _golden_copy(tmp_path)
    state = torch.load(folder / "weights.pth", weights_only=True)
    torch.save({n: w.half() for n, w in state.items()}, folder / "weights.pth")
    assert {w.dtype for w in checkpoint.load(folder).parameters()} == {torch.float32}


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
    _damage(target / name, harm)
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
    checkpoint.save(target, model=tiny_model(), tokenizer_dir=None, info=info(), training=None)
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


def test_newest_good_passes_over_damaged_ones(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert checkpoint.newest_good(tmp_path / "absent") is None
    for step in (9, 10, 100):
        save(tmp_path / checkpoint.directory_name(step), step=step)
    (tmp_path / ".tmp-new-step-00000200").mkdir()
    assert checkpoint.newest_good(tmp_path) == tmp_path / "step-00000100"
    _damage(tmp_path / "step-00000100" / "training.safetensors", "truncate")
    assert checkpoint.newest_good(tmp_path) == tmp_path / "step-00000010"
    assert "training.safetensors" in caplog.text


def test_saving_again_replaces_and_clears_leftovers(tmp_path: Path) -> None:
    target = save(tmp_path / "step-1", tiny_model(1))
    (tmp_path / ".tmp-new-step-9").mkdir()
    (tmp_path / ".tmp-new-step-9" / "model.safetensors").write_bytes(b"half")
    save(target, tiny_model(2))
    assert [file.name for file in tmp_path.iterdir()] == ["step-1"]
    expected = tiny_model(2).model.embed_tokens.weight
    assert torch.equal(checkpoint.load(target).model.embed_tokens.weight, expected)


def test_a_checkpoint_moved_aside_by_a_crashed_replacement_comes_back(tmp_path: Path) -> None:
    save(tmp_path / "step-1")
    (tmp_path / "step-1").rename(tmp_path / ".tmp-old-step-1")
    save(tmp_path / "step-2")
    checkpoint.verify(tmp_path / "step-1")


def test_a_full_disk_leaves_the_old_checkpoints_alone(tmp_path: Path) -> None:
    """The file size limit stands for the disk: the write fails in the middle of the weights."""
    kept = save(tmp_path / "step-1")
    larger = Transformer(TINY.model_copy(update={"vocab_size": 50_000}))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, hard))
    try:
        with pytest.raises(OSError) as caught:
            save(tmp_path / "step-2", larger)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.errno == errno.EFBIG
    assert [file.name for file in tmp_path.iterdir()] == ["step-1"]
    checkpoint.verify(kept)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_no_space_left_is_told_as_such(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)])
    if mounted.returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        kept = save(disk / "step-1")
        larger = Transformer(TINY.model_copy(update={"vocab_size": 50_000}))
        with pytest.raises(OSError) as caught:
            save(disk / "step-2", larger)
        assert caught.value.errno == errno.ENOSPC
        assert [file.name for file in disk.iterdir()] == ["step-1"]
        checkpoint.verify(kept)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


_SAVE_FOREVER = """
import itertools, sys
from pathlib import Path
import torch
from minimind import checkpoint
from minimind.model import Transformer
from minimind.spec import ModelConfig

config, about = Path(sys.argv[1]), Path(sys.argv[2])
torch.set_num_threads(1)
model = Transformer(ModelConfig.model_validate_json(config.read_text()))
about = checkpoint.CheckpointInfo.model_validate_json(about.read_text())
for step in itertools.count(int(sys.argv[4])):
    checkpoint.save(
        Path(sys.argv[3]) / f"step-{step % 4}",
        model=model,
        tokenizer_dir=None,
        info=about.model_copy(update={"step": step}),
        training=checkpoint.TrainingState(step, dict(model.named_parameters())),
    )
    print(step, flush=True)
"""


@pytest.mark.slow
def test_kill_in_the_middle_of_saves_leaves_only_good_checkpoints(tmp_path: Path) -> None:
    inputs = [tmp_path / "config.json", tmp_path / "info.json"]
    inputs[0].write_text(TINY.model_dump_json())
    inputs[1].write_text(info().model_dump_json())
    folder = tmp_path / "checkpoints"
    last = 0
    for round_number in range(5):
        arguments = map(str, [*inputs, folder, last + 1])
        process = subprocess.Popen(
            [sys.executable, "-c", _SAVE_FOREVER, *arguments], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        last = int(process.stdout.readline())  # at least one save was complete
        time.sleep(0.007 * (round_number + 1))
        process.send_signal(signal.SIGKILL)
        last = max([last, *map(int, process.stdout.read().split())])
        process.wait()
        visible = [path for path in folder.iterdir() if not path.name.startswith(".")]
        assert visible
        for path in visible:
            checkpoint.verify(path)
            checkpoint.load(path)
        steps = [checkpoint.read_info(path).step for path in visible]
        assert max(steps) >= last  # what was reported as saved is there


class _Evil:
    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (str(self.marker),))


def test_code_in_a_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    folder = _golden_copy(tmp_path)
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
    folder = _golden_copy(tmp_path)
    _damage(folder / "weights.pth", harm)
    with pytest.raises(BadCheckpoint, match=r"weights\.pth"):
        checkpoint.load(folder)


def test_a_pickle_that_is_no_state_dict_is_refused(tmp_path: Path) -> None:
    folder = _golden_copy(tmp_path)
    torch.save([torch.zeros(2)], folder / "weights.pth")
    with pytest.raises(BadCheckpoint, match="state dict"):
        checkpoint.load(folder)


def test_every_tensor_must_be_accounted_for(tmp_path: Path) -> None:
    folder = _golden_copy(tmp_path)
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
    folder = _golden_copy(tmp_path)
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


def _golden_copy(tmp_path: Path) -> Path:
    folder = tmp_path / "golden"
    shutil.copytree(GOLDEN, folder, copy_function=shutil.copyfile)
    folder.chmod(0o755)
    return folder


def _damage(file: Path, harm: str) -> None:
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
