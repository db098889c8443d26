"""A crash or a full disk in the middle of saving costs nothing that was saved before."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from minimind import checkpoint
from minimind.model import Transformer
from tests.minimind.checkpoint.tiny import TINY, damage, info, save, tiny_model


def test_newest_good_passes_over_damaged_ones(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert checkpoint.newest_good(tmp_path / "absent") is None
    for step in (9, 10, 100):
        save(tmp_path / checkpoint.directory_name(step), step=step)
    (tmp_path / ".tmp-new-step-00000200").mkdir()
    assert checkpoint.newest_good(tmp_path) == tmp_path / "step-00000100"
    damage(tmp_path / "step-00000100" / "training.safetensors", "truncate")
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
        config=model.config,
        weights=checkpoint.trained_weights(model),
        tokenizer=None,
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
