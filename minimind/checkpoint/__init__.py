"""Checkpoints: self-describing directories, saved atomically, verified before they are trusted.

A directory holds ``config.json``, ``model.safetensors`` (float32, Hugging Face's Llama names),
``tokenizer.json``, ``tokenizer_config.json``, ``info.json``, optionally the training state
(``training.safetensors``, ``training.json``), and ``manifest.json`` with the size and sha256 of
each. Nothing in it is ever unpickled.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from pydantic import ValidationError

from minimind.checkpoint.info import CheckpointInfo, TrainingState
from minimind.checkpoint.manifest import (
    MANIFEST,
    BadCheckpoint,
    Written,
    bad_file,
    manifest_hash,
    verify_files,
    write_directory,
)
from minimind.checkpoint.manifest import newest_good as _newest_good
from minimind.checkpoint.weights import (
    CONFIG,
    PICKLED_WEIGHTS,
    WEIGHTS,
    build_model,
    read_config,
    read_pickled_weights,
    read_tensors,
    trained_weights,
    write_tensors,
)
from minimind.data.tokenizer import SHIPPED
from minimind.model import Transformer

__all__ = [
    "BadCheckpoint",
    "CheckpointInfo",
    "TrainingState",
    "Written",
    "directory_name",
    "load",
    "load_training",
    "manifest_hash",
    "newest_good",
    "read_info",
    "save",
    "verify",
]

INFO = "info.json"
TOKENIZER, TOKENIZER_CONFIG = "tokenizer.json", "tokenizer_config.json"
TRAINING, TRAINING_TENSORS = "training.json", "training.safetensors"
_REQUIRED = (CONFIG, WEIGHTS, INFO, TOKENIZER)


def directory_name(step: int) -> str:
    """The name of a checkpoint in a run's ``checkpoints/``: names sort by step."""
    return f"step-{step:08d}"


def save(
    directory: Path,
    *,
    model: Transformer,
    tokenizer_dir: Path | None,
    info: CheckpointInfo,
    training: TrainingState | None,
) -> Written:
    """Writes a checkpoint, whole or not at all; see ``write_directory``.

    Args:
        directory: the final name; its parent holds the run's checkpoints and nothing else.
        model: the bare model (not wrapped for DDP).
        tokenizer_dir: holds ``tokenizer.json`` and perhaps ``tokenizer_config.json``; None: the
            shipped ones.
        info: what the checkpoint says about itself.
        training: what a resumed run needs; None for a checkpoint that is only used.

    Raises OSError when the disk does not take it; earlier checkpoints are then untouched.
    """
    source = tokenizer_dir or SHIPPED.parent

    def fill(temporary: Path) -> None:
        _write_text(temporary / CONFIG, model.config.model_dump_json(indent=1))
        write_tensors(trained_weights(model), temporary / WEIGHTS)
        _write_text(temporary / INFO, info.model_dump_json(indent=1))
        shutil.copyfile(source / TOKENIZER, temporary / TOKENIZER)
        config = source / TOKENIZER_CONFIG
        config = config if config.exists() else SHIPPED.parent / TOKENIZER_CONFIG
        shutil.copyfile(config, temporary / TOKENIZER_CONFIG)
        if training is not None:
            tensors = {f"optimizer.{name}": t for name, t in training.optimizer.items()}
            tensors |= {f"rng.{name}": t for name, t in training.rng.items()}
            write_tensors(tensors, temporary / TRAINING_TENSORS)
            values = {"step": training.step, "values": training.values}
            _write_text(temporary / TRAINING, json.dumps(values, allow_nan=False))

    return write_directory(directory, fill)


def load(path: Path | str, *, device: str | torch.device = "cpu") -> Transformer:
    """The model of a checkpoint, in evaluation mode: int64 ids ``[B, T]`` to logits ``[B, T, V]``.

    Takes our checkpoints (every file but the training state is hashed first) and folders that
    hold ``config.json`` and ``weights.pth``.

    Raises BadCheckpoint naming the file or tensor at fault.
    """
    directory = Path(path)
    if (directory / PICKLED_WEIGHTS).exists() and not (directory / MANIFEST).exists():
        state = read_pickled_weights(directory / PICKLED_WEIGHTS)
        origin = str(directory / PICKLED_WEIGHTS)
    else:
        _verify(directory, unhashed=(TRAINING, TRAINING_TENSORS))
        state = read_tensors(directory / WEIGHTS)
        origin = str(directory / WEIGHTS)
    return build_model(read_config(directory), state, origin).to(device)


def verify(path: Path | str) -> None:
    """Checks size and sha256 of every file. Raises BadCheckpoint naming the first bad one."""
    _verify(Path(path))


def read_info(path: Path | str) -> CheckpointInfo:
    """What the checkpoint says about itself. Raises BadCheckpoint."""
    directory = Path(path)
    try:
        return CheckpointInfo.model_validate_json((directory / INFO).read_bytes())
    except OSError as error:
        raise bad_file(directory, INFO, f"cannot be read ({error.strerror})") from error
    except ValidationError as error:
        raise bad_file(directory, INFO, "is damaged") from error


def load_training(path: Path | str) -> TrainingState:
    """What a resumed run needs, tensors on the CPU; every file is hashed first.

    Raises BadCheckpoint, also when the checkpoint was saved without it.
    """
    directory = Path(path)
    verify_files(directory, required=(*_REQUIRED, TRAINING, TRAINING_TENSORS))
    groups: dict[str, dict[str, torch.Tensor]] = {"optimizer": {}, "rng": {}}
    try:
        for name, tensor in read_tensors(directory / TRAINING_TENSORS).items():
            group, _, rest = name.partition(".")
            groups[group][rest] = tensor
        state = json.loads((directory / TRAINING).read_text("utf-8"))
        return TrainingState(state["step"], groups["optimizer"], groups["rng"], state["values"])
    except (KeyError, TypeError, ValueError) as error:
        raise bad_file(directory, TRAINING, "holds no training state") from error


def newest_good(checkpoints: Path) -> Path | None:
    """The newest verified checkpoint of a run; newer ones that fail are logged and skipped."""
    return _newest_good(checkpoints, verify)


def _verify(directory: Path, *, unhashed: tuple[str, ...] = ()) -> None:
    verify_files(directory, required=_REQUIRED, unhashed=unhashed)


def _write_text(file: Path, text: str) -> None:
    file.write_text(text + "\n", "utf-8")
