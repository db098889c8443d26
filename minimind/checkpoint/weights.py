"""Weights: from files to a model in which every tensor is accounted for."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Any

import torch
from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.overrides import TorchFunctionMode

from minimind.checkpoint.manifest import BadCheckpoint, bad_file
from minimind.model import Transformer
from minimind.model.lora import has_lora, lora_state
from minimind.spec import ModelConfig
from minimind.spec.stages import spec_error

CONFIG = "config.json"
WEIGHTS = "model.safetensors"
PICKLED_WEIGHTS = "weights.pth"
_HEAD, _EMBEDDING = "lm_head.weight", "model.embed_tokens.weight"


def write_tensors(tensors: dict[str, Tensor], file: Path) -> None:
    """Writes a safetensors file. Raises OSError when the disk does not take it."""
    try:
        save_file({n: t.detach().cpu().contiguous() for n, t in tensors.items()}, file)
    except SafetensorError as error:
        # The library wraps the system's error into text; a full disk must be told apart.
        code = re.search(r"os error (\d+)", str(error))
        number = int(code.group(1)) if code else errno.EIO
        raise OSError(number, os.strerror(number), str(file)) from error


def read_tensors(file: Path) -> dict[str, Tensor]:
    """Reads a safetensors file onto the CPU. Raises BadCheckpoint."""
    try:
        return load_file(file)
    except (OSError, SafetensorError) as error:
        raise bad_file(file.parent, file.name, f"cannot be read ({error})") from error


def read_pickled_weights(file: Path) -> dict[str, Tensor]:
    """Reads a plain ``.pth`` state dict without running any code in it. Raises BadCheckpoint."""
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged pickle raises anything
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "it is empty"
        raise bad_file(file.parent, file.name, f"cannot be read safely ({reason})") from error
    if not isinstance(state, dict) or not all(isinstance(v, Tensor) for v in state.values()):
        raise bad_file(file.parent, file.name, "is not a plain state dict of tensors")
    return state


def read_config(directory: Path) -> ModelConfig:
    """The shape in ``config.json``. Raises BadCheckpoint."""
    try:
        return ModelConfig.model_validate_json((directory / CONFIG).read_bytes())
    except FileNotFoundError as error:
        raise bad_file(directory, CONFIG, "is missing") from error
    except OSError as error:
        raise bad_file(directory, CONFIG, f"cannot be read ({error.strerror})") from error
    except ValidationError as error:
        raise bad_file(directory, CONFIG, f"is no model shape ({spec_error(error)})") from error


def trained_weights(model: Transformer) -> dict[str, Tensor]:
    """The weights to save, float32, by name; of a model with an adapter only the adapter's.

    The tied output head is left out, loading ties it again. They are not copied: whoever saves
    them while training goes on must do that.
    """
    if has_lora(model):
        state = lora_state(model)
    else:
        state = model.state_dict()
        del state[_HEAD]
    return {name: weight.float() for name, weight in state.items()}


def build_model(config: ModelConfig, state: dict[str, Tensor], origin: str) -> Transformer:
    """A model in evaluation mode with exactly the weights of ``state``, as float32.

    The output head may be there (it must then equal the embedding) or not. torch's random
    generator is left alone.

    Raises BadCheckpoint naming the first tensor that is missing, left over or misshapen.
    """
    try:
        # Shapes only: nothing is allocated before they are checked, and nothing is drawn.
        with torch.device("meta"), Undrawn():
            model = Transformer(config)
    except ValueError as error:
        raise BadCheckpoint(f"{origin}: {error}", field=CONFIG) from error
    state = dict(state)
    head = state.pop(_HEAD, None)
    expected = {name: weight.shape for name, weight in model.named_parameters()}
    check_tensors(expected, state, origin)
    if head is not None:
        _check_tensor(_HEAD, head, expected[_EMBEDDING], origin)
        if not torch.equal(head, state[_EMBEDDING]):
            raise BadCheckpoint(
                f"{origin}: {_HEAD} differs from the input embedding, to which it must be tied.",
                field=_HEAD,
            )
    weights = {name: weight.float() for name, weight in state.items()}
    model.load_state_dict(weights, strict=False, assign=True)
    model.lm_head.weight = model.model.embed_tokens.weight
    return model.eval()


def check_tensors(expected: dict[str, torch.Size], state: dict[str, Tensor], origin: str) -> None:
    """Raises BadCheckpoint naming the first tensor that is missing, left over or misshapen."""
    for name, shape in expected.items():
        if name not in state:
            raise BadCheckpoint(f"{origin}: the tensor {name} is missing.", field=name)
        _check_tensor(name, state[name], shape, origin)
    for name in state:
        if name not in expected:
            raise BadCheckpoint(f"{origin}: the tensor {name} belongs to no weight.", field=name)


class Undrawn(TorchFunctionMode):
    """Skips random initialisation, for weights that are loaded next: torch's generator is left
    alone, and drawing on the meta device would import torch's whole compiler."""

    def __torch_function__(
        self,
        func: Any,
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if func.__name__ in ("normal_", "uniform_", "kaiming_uniform_"):
            return args[0] if args else kwargs["tensor"]
        return func(*args, **kwargs)


def _check_tensor(name: str, tensor: Tensor, shape: torch.Size, origin: str) -> None:
    if tensor.shape != shape:
        raise BadCheckpoint(
            f"{origin}: the tensor {name} has shape {list(tensor.shape)}, expected {list(shape)}.",
            field=name,
        )
    if not tensor.is_floating_point():
        raise BadCheckpoint(f"{origin}: the tensor {name} holds {tensor.dtype}.", field=name)
