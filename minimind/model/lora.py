"""Adapters (LoRA, Hu et al. 2021): small trained matrices beside frozen projections."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from minimind.spec.lora import LoraConfig


class LoraLinear(nn.Linear):
    """``x W^T + scale * drop(x) A^T B^T``, with W frozen.

    W keeps its name (``q_proj.weight``); beside it are ``q_proj.lora_A.weight`` ``[rank, in]``
    and ``q_proj.lora_B.weight`` ``[out, rank]``. B starts at zero, so the model starts as it was;
    A as PEFT's does, uniform within ``1 / sqrt(in)``, which is how any ``nn.Linear`` starts.
    """

    def __init__(self, base: nn.Linear, config: LoraConfig) -> None:
        _become(self, base.weight)
        self.weight.requires_grad_(False)
        self.scale, self.dropout = config.scale, config.dropout
        device = base.weight.device
        self.lora_A = nn.Linear(self.in_features, config.rank, bias=False, device=device)
        self.lora_B = nn.Linear(config.rank, self.out_features, bias=False, device=device)
        nn.init.zeros_(self.lora_B.weight)
        self.train(base.training)

    def drop(self, x: Tensor) -> Tensor:
        """What the adapter reads of ``x``: in training a share of it is zero, the rest larger."""
        return F.dropout(x, self.dropout, self.training) if self.dropout else x

    def forward(self, input: Tensor) -> Tensor:
        out = F.linear(input, self.weight)
        return out + self.scale * self.lora_B(self.lora_A(self.drop(input)))

    @torch.no_grad()
    def merged(self) -> nn.Linear:
        """A plain projection that gives the same; the sum is formed in float32."""
        delta = self.lora_B.weight.float() @ self.lora_A.weight.float()
        weight = (self.weight.float() + self.scale * delta).type_as(self.weight)
        plain = nn.Linear.__new__(nn.Linear)
        _become(plain, weight)
        return plain.train(self.training)


def _become(layer: nn.Linear, weight: Tensor) -> None:
    """What ``nn.Linear.__init__`` does, but for drawing a weight only to throw it away."""
    nn.Module.__init__(layer)
    layer.out_features, layer.in_features = weight.shape
    layer.weight = weight if isinstance(weight, nn.Parameter) else nn.Parameter(weight)
    layer.register_parameter("bias", None)


def add_lora(model: nn.Module, config: LoraConfig) -> None:
    """Puts an adapter beside every target of ``model`` and freezes all other weights, in place.

    A is drawn from torch's global generator of the model's device. Wrap, compile and make the
    optimizer afterwards. Raises ValueError for a model that has an adapter, or none of the targets.
    """
    if has_lora(model):
        raise ValueError("the model has an adapter already: merge it first")
    targets = [
        (name, module)
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and name.rpartition(".")[2] in config.targets
    ]
    if not targets:
        raise ValueError(f"the model has none of {', '.join(config.targets)}")
    model.requires_grad_(False)
    for name, module in targets:
        model.set_submodule(name, LoraLinear(module, config))


def has_lora(model: nn.Module) -> bool:
    """Whether the model has an adapter that is not merged."""
    return any(isinstance(module, LoraLinear) for module in model.modules())


def lora_state(model: nn.Module) -> dict[str, Tensor]:
    """The adapter's weights by parameter name (``...q_proj.lora_A.weight``), not copied."""
    return {
        f"{name}.{part}.weight": getattr(layer, part).weight.detach()
        for name, layer in _adapted(model)
        for part in ("lora_A", "lora_B")
    }


@torch.no_grad()
def load_lora(model: nn.Module, tensors: dict[str, Tensor]) -> None:
    """Copies ``tensors``, named as in ``lora_state``, into the model's adapter.

    Raises ValueError unless they are exactly its weights, in name and shape.
    """
    weights = lora_state(model)
    shapes = {name: weight.shape for name, weight in weights.items()}
    if shapes != {name: tensor.shape for name, tensor in tensors.items()}:
        raise ValueError("these are not the weights of the model's adapter")
    for name, weight in weights.items():
        weight.copy_(tensors[name])


def merge_lora(model: nn.Module) -> None:
    """Adds the adapter to the weights, in place: a plain model again, every weight trainable.

    A model without an adapter stays as it is.
    """
    for name, layer in _adapted(model):
        model.set_submodule(name, layer.merged())
    model.requires_grad_(True)


def _adapted(model: nn.Module) -> list[tuple[str, LoraLinear]]:
    return [(n, m) for n, m in model.named_modules() if isinstance(m, LoraLinear)]
