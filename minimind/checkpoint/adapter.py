"""Adapters as PEFT reads and writes them: ``adapter_model.safetensors``, ``adapter_config.json``.

Our own adapter checkpoints hold these two beside the usual files, so that PEFT loads them as
they are.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from torch import Tensor

from minimind.checkpoint.manifest import BadCheckpoint, bad_file
from minimind.checkpoint.weights import Undrawn, check_tensors, read_tensors, write_tensors
from minimind.model import Transformer
from minimind.model.lora import add_lora, load_lora, lora_state
from minimind.spec.lora import PROJECTIONS, LoraConfig
from minimind.spec.stages import spec_error

ADAPTER, ADAPTER_CONFIG = "adapter_model.safetensors", "adapter_config.json"
_PREFIX = "base_model.model."  # before every name of a weight in PEFT's file
_FIELDS = {"rank": "r", "alpha": "lora_alpha", "dropout": "lora_dropout"}

# Fields that change nothing of what an adapter computes; which projections it has, its tensors say.
_HARMLESS = {
    *_FIELDS.values(), "peft_type", "peft_version", "task_type", "inference_mode", "auto_mapping",
    "base_model_name_or_path", "revision", "target_modules", "exclude_modules",
    # These mean something only together with others, which are refused.
    "megatron_core", "qalora_group_size", "ensure_weight_tying", "layers_pattern",
}  # fmt: skip
# What any other field, also one of a later PEFT, must be for an adapter to be a plain one.
_UNSET = (None, False, "none", [], {})
_OFF: dict[str, tuple[Any, ...]] = {
    # Ways to start that leave the base's weights as they are.
    "init_lora_weights": (True, False, "gaussian", "orthogonal", "eva"),
}


def write_adapter(directory: Path, lora: LoraConfig, weights: dict[str, Tensor], base: str) -> None:
    """Writes both files. ``weights`` is named as in ``lora_state``, ``base`` is where it belongs.

    Raises OSError.
    """
    write_tensors({_PREFIX + name: weight for name, weight in weights.items()}, directory / ADAPTER)
    values: dict[str, Any] = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base,
        "target_modules": list(lora.targets),
        "bias": "none",
        "inference_mode": True,
        **{theirs: getattr(lora, ours) for ours, theirs in _FIELDS.items()},
    }
    (directory / ADAPTER_CONFIG).write_text(json.dumps(values, indent=1) + "\n", "utf-8")


def attach_adapter(model: Transformer, directory: Path) -> None:
    """Puts the adapter of a folder beside the weights of its base, and freezes these.

    Raises BadCheckpoint naming the field or tensor that does not fit.
    """
    state = read_tensors(directory / ADAPTER)
    config = _read_config(directory, state)
    with Undrawn():
        add_lora(model, config)
    expected = {_PREFIX + name: weight.shape for name, weight in lora_state(model).items()}
    check_tensors(expected, state, str(directory / ADAPTER))
    load_lora(model, {name.removeprefix(_PREFIX): weight for name, weight in state.items()})


def _read_config(directory: Path, state: dict[str, Tensor]) -> LoraConfig:
    """What the adapter is made of: which projections it has is read off its tensors' names."""
    try:
        values = json.loads((directory / ADAPTER_CONFIG).read_text("utf-8"))
    except OSError as error:
        raise bad_file(directory, ADAPTER_CONFIG, f"cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise bad_file(directory, ADAPTER_CONFIG, "is not JSON") from error
    if not isinstance(values, dict) or values.get("peft_type") != "LORA":
        raise bad_file(directory, ADAPTER_CONFIG, "describes no LoRA adapter (peft_type)")
    for field, value in values.items():
        if field not in _HARMLESS and value not in _OFF.get(field, _UNSET):
            raise BadCheckpoint(
                f"{directory}: {ADAPTER_CONFIG} sets {field} to {json.dumps(value)[:80]}, which "
                "is more than a plain LoRA adapter.",
                field=field,
                remedy="Train the adapter without it.",
            )
    known = {ours: values[theirs] for ours, theirs in _FIELDS.items() if theirs in values}
    try:
        return LoraConfig.model_validate({**known, "targets": _targets(directory, state)})
    except ValidationError as error:
        first = spec_error(error)
        field = _FIELDS.get(first.field or "", first.field)
        raise BadCheckpoint(
            f"{directory / ADAPTER_CONFIG}: {first.message}", field=field
        ) from error


def _targets(directory: Path, state: dict[str, Tensor]) -> list[str]:
    if not state:
        raise bad_file(directory, ADAPTER, "holds no tensors")
    found: set[str] = set()
    for name in state:
        path, _, part = name.removesuffix(".weight").rpartition(".")
        projection = path.rpartition(".")[2]
        if part not in ("lora_A", "lora_B") or projection not in PROJECTIONS:
            raise BadCheckpoint(
                f"{directory / ADAPTER}: the tensor {name} belongs to no projection that can have "
                f"an adapter ({', '.join(PROJECTIONS)}).",
                field="target_modules",
            )
        found.add(projection)
    return [name for name in PROJECTIONS if name in found]
