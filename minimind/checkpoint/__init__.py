"""Checkpoints: self-describing directories, saved atomically, verified before they are trusted.

A directory holds ``config.json``, ``model.safetensors`` (float32, Hugging Face's Llama names),
``tokenizer.json``, ``tokenizer_config.json``, ``info.json``, optionally the training state
(``training.safetensors``, ``training.json``), and ``manifest.json`` with the size and sha256 of
each. An adapter's holds ``adapter_model.safetensors`` and ``adapter_config.json`` (PEFT's format)
instead of the weights, and names the checkpoint it belongs to. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import torch
from pydantic import ValidationError
from torch import Tensor

from minimind.checkpoint.adapter import ADAPTER, ADAPTER_CONFIG, attach_adapter, write_adapter
from minimind.checkpoint.info import CheckpointInfo, TrainingState
from minimind.checkpoint.manifest import (
    MANIFEST,
    BadCheckpoint,
    Written,
    bad_file,
    manifest_hash,
    read_manifest,
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
from minimind.model.lora import merge_lora
from minimind.spec import ModelConfig
from minimind.spec.lora import LoraConfig

__all__ = [
    "BadCheckpoint",
    "CheckpointInfo",
    "TrainingState",
    "Written",
    "base_of",
    "directory_name",
    "load",
    "load_training",
    "manifest_hash",
    "newest_good",
    "read_info",
    "save",
    "trained_weights",
    "verify",
]

INFO = "info.json"
TOKENIZER, TOKENIZER_CONFIG = "tokenizer.json", "tokenizer_config.json"
TRAINING, TRAINING_TENSORS = "training.json", "training.safetensors"
_REQUIRED = (CONFIG, INFO, TOKENIZER)


def directory_name(step: int) -> str:
    """The name of a checkpoint in a run's ``checkpoints/``: names sort by step."""
    return f"step-{step:08d}"


def save(
    directory: Path,
    *,
    config: ModelConfig,
    weights: dict[str, Tensor],
    lora: LoraConfig | None = None,
    base: Path | None = None,
    tokenizer: Path | None,
    info: CheckpointInfo,
    training: TrainingState | None,
) -> Written:
    """Writes a checkpoint, whole or not at all; see ``write_directory``.

    It may run in a thread beside training: of other threads it needs only that nobody changes
    ``weights`` and ``training`` meanwhile.

    Args:
        directory: the final name; its parent holds the run's checkpoints and nothing else.
        config: the model's shape.
        weights: as ``trained_weights`` gives them, on any device.
        lora: what the adapter is made of, for a model that has one; then ``base`` is needed.
        base: the checkpoint directory that the adapter belongs to, ``info.parent`` its hash.
        tokenizer: the tokenizer's file, of any name; None: the shipped one. A
            ``tokenizer_config.json`` beside it is taken along.
        info: what the checkpoint says about itself.
        training: what a resumed run needs; None for a checkpoint that is only used.

    Raises OSError when the disk does not take it; earlier checkpoints are then untouched.
    """
    file = tokenizer or SHIPPED
    beside = file.parent / TOKENIZER_CONFIG
    beside = beside if beside.exists() else SHIPPED.parent / TOKENIZER_CONFIG
    if lora is not None:
        if base is None or info.parent is None:
            raise ValueError("an adapter needs base and info.parent")
        info = info.model_copy(update={"base": _relative(base, directory)})

    def fill(temporary: Path) -> None:
        _write_text(temporary / CONFIG, config.model_dump_json(indent=1))
        if lora is None:
            write_tensors(weights, temporary / WEIGHTS)
        else:
            write_adapter(temporary, lora, weights, info.base or "")
        _write_text(temporary / INFO, info.model_dump_json(indent=1))
        shutil.copyfile(file, temporary / TOKENIZER)
        shutil.copyfile(beside, temporary / TOKENIZER_CONFIG)
        if training is not None:
            tensors = {f"optimizer.{name}": t for name, t in training.optimizer.items()}
            tensors |= {f"rng.{name}": t for name, t in training.rng.items()}
            write_tensors(tensors, temporary / TRAINING_TENSORS)
            values = {"step": training.step, "values": training.values}
            _write_text(temporary / TRAINING, json.dumps(values, allow_nan=False))

    return write_directory(directory, fill)


def load(
    path: Path | str,
    *,
    device: str | torch.device = "cpu",
    base: Path | None = None,
    merge: bool = True,
) -> Transformer:
    """The model of a checkpoint, in evaluation mode: int64 ids ``[B, T]`` to logits ``[B, T, V]``.

    Takes our checkpoints (every file but the training state is hashed first, also of the base
    that an adapter names), folders that hold ``config.json`` and ``weights.pth``, and adapters
    that PEFT saved.

    Args:
        base: where the checkpoint lies that an adapter belongs to; None: where the adapter says.
            PEFT's need it. Whole models do without.
        merge: adds an adapter to the weights, which gives a plain model; False keeps it beside
            them, to be trained on.

    Raises BadCheckpoint naming the file, field or tensor at fault.
    """
    model = _load(Path(path), base)
    if merge:
        merge_lora(model)
    return model.to(device)


def base_of(path: Path | str) -> Path | None:
    """Where the checkpoint lies that an adapter belongs to, as it says; None for a whole model.

    Raises BadCheckpoint for one that cannot be read; whether there is anything is not looked at.
    """
    relative = read_info(path).base
    return None if relative is None else (Path(path) / relative).resolve()


def verify(path: Path | str) -> None:
    """Checks size and sha256 of every file, but not an adapter's base.

    Raises BadCheckpoint naming the first bad one.
    """
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
    _verify(directory, required=(TRAINING, TRAINING_TENSORS))
    groups: dict[str, dict[str, Tensor]] = {"optimizer": {}, "rng": {}}
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


def _load(directory: Path, base: Path | None) -> Transformer:
    if not (directory / MANIFEST).exists():
        pickled = directory / PICKLED_WEIGHTS
        if pickled.exists():
            state = read_pickled_weights(pickled)
            return build_model(read_config(directory), state, str(pickled))
        if (directory / ADAPTER_CONFIG).exists():
            return _load_foreign(directory, base)
    names = _verify(directory, unhashed=(TRAINING, TRAINING_TENSORS))
    config = read_config(directory)
    if ADAPTER not in names:
        file = directory / WEIGHTS
        return build_model(config, read_tensors(file), str(file))
    model = load(_find_base(directory, base))
    difference = config.shape_difference(model.config)
    if difference is not None:
        raise bad_file(directory, CONFIG, f"is not of the base's shape: its {difference}")
    model.config = config  # what is no part of the shape may differ from the base's
    attach_adapter(model, directory)
    return model


def _load_foreign(directory: Path, base: Path | None) -> Transformer:
    if base is None:
        raise BadCheckpoint(
            f"{directory}: an adapter without {MANIFEST} does not say which checkpoint it belongs "
            "to.",
            field="base",
            remedy="Name that checkpoint.",
        )
    model = load(base)
    attach_adapter(model, directory)
    return model


def _find_base(directory: Path, given: Path | None) -> Path:
    """The directory of an adapter's base, made sure to be the one that it was trained on."""
    base = given or base_of(directory)
    if base is None:
        raise bad_file(directory, INFO, "names no base, which an adapter needs")
    if not base.is_dir():
        raise BadCheckpoint(
            f"{directory}: the checkpoint it belongs to, {base}, is missing.",
            field="base",
            remedy="Put it back there, or use another checkpoint.",
        )
    if manifest_hash(base) != read_info(directory).parent:
        raise BadCheckpoint(
            f"{directory}: {base} is not the checkpoint that this adapter was trained on.",
            field="base",
            remedy="Put that one there, or use another checkpoint.",
        )
    if read_info(base).base is not None:
        raise bad_file(directory, INFO, "names a base that is an adapter itself")
    return base


def _verify(
    directory: Path, *, required: tuple[str, ...] = (), unhashed: tuple[str, ...] = ()
) -> set[str]:
    """``verify_files`` of a whole model or an adapter; the names of its files."""
    manifest = read_manifest(directory)
    weights = (ADAPTER, ADAPTER_CONFIG) if ADAPTER in manifest.files else (WEIGHTS,)
    verify_files(directory, manifest, required=(*_REQUIRED, *weights, *required), unhashed=unhashed)
    return set(manifest.files)


def _relative(base: Path, directory: Path) -> str:
    """``base`` as seen from ``directory``, which may be moved together with it."""
    # Links are followed first: the system does that too, before it goes up.
    start = directory.parent.resolve() / directory.name
    return Path(os.path.relpath(base.resolve(), start)).as_posix()


def _write_text(file: Path, text: str) -> None:
    file.write_text(text + "\n", "utf-8")
